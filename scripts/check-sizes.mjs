// Holds the built user interface to its budgets: node scripts/check-sizes.mjs
import { BUDGETS, measureSizes } from './page-sizes.mjs';

const sizes = measureSizes();
const complaints = [
  ...Object.entries(BUDGETS)
    .filter(([entry, budget]) => sizes[entry] > budget)
    .map(([entry, budget]) => `${entry} weighs ${sizes[entry].toFixed(1)} kB, more than ${budget} kB.`),
  ...sizes.eager.map((what) => `${what} is loaded before an answer needs it.`),
];
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exit(1);
const weights = Object.keys(BUDGETS).map((entry) => `${entry} ${sizes[entry].toFixed(1)} kB of ${BUDGETS[entry]}`);
console.log(`The user interface keeps to its budgets: ${weights.join(', ')}.`);
