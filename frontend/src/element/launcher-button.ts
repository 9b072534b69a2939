const svg = 'http://www.w3.org/2000/svg';
/** The speech bubble of the launcher. */
const bubble =
  'M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719';

/** A button that looks like the closed launcher, until there is one. */
export function launcherButton(label: string, pressed: () => void): HTMLElement {
  const icon = document.createElementNS(svg, 'svg');
  const attributes = { viewBox: '0 0 24 24', width: '26', height: '26', fill: 'none', stroke: 'currentColor' };
  const strokes = { 'stroke-width': '1.75', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  for (const [name, value] of Object.entries({ ...attributes, ...strokes, 'aria-hidden': 'true' })) {
    icon.setAttribute(name, value);
  }
  const line = document.createElementNS(svg, 'path');
  line.setAttribute('d', bubble);
  icon.append(line);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'launcher';
  button.ariaLabel = label;
  button.ariaExpanded = 'false';
  button.append(icon);
  button.addEventListener('click', () => {
    button.ariaBusy = 'true';
    pressed();
  });
  const place = document.createElement('div');
  place.className = 'placeholder';
  place.append(button);
  return place;
}
