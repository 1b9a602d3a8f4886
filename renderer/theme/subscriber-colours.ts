/** Colours of Okabe and Ito's palette, told apart with any colour vision; the shades for each theme are in tokens.css. */
export const paletteSize = 7;

/** The CSS colour at a position of the palette, which goes round. */
export function subscriberColour(index: number): string {
  return `var(--subscriber-${index % paletteSize})`;
}
