import type { Catalogue } from './catalogue';
import { english } from './english';
import type { KitTexts } from './kit-texts';
import { otherKitTexts } from './other-kit-texts';

/** The texts of the kit's parts and layouts. */
export const kitCatalogue: Catalogue<KitTexts> = { english, others: otherKitTexts };
