import type { BrokerMap, MapNode } from '../../../shared/window/broker-map';
import { count } from '../../format/numbers';
import { visible } from '../../format/visible-text';
import { drawn, ends, type MapLayout, nodeSize, type Placed, thickness } from './layout-map';

/** The map as a picture that any program can show: with the colours of the theme that is in force. */
export function mapAsSvg(map: BrokerMap, { places, width, height }: MapLayout): string {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const lines = drawn(map.edges).map(({ from, to, rate, isGuess }) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (a === undefined || b === undefined) return '';
    const stroke = colour(rate > 0 ? '--ink-active' : '--line-strong') || colour('--ink-faint');
    return `<path d="${curve(a, b)}" fill="none" stroke="${stroke}" stroke-width="${thickness(rate).toFixed(2)}"${isGuess ? ' stroke-dasharray="4 4"' : ''}/>`;
  });
  const boxes = ends(map.nodes, map.edges).map((node) => {
    const place = places.get(node.id);
    return place === undefined ? '' : box(node, place, colour);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="${colour('--ground')}"/>`,
    ...lines,
    ...boxes,
    '</svg>',
  ].join('\n');
}

function curve(a: Placed, b: Placed): string {
  const [x1, y1] = [a.x + nodeSize.width, a.y + nodeSize.height / 2];
  const [x2, y2] = [b.x, b.y + nodeSize.height / 2];
  const bend = Math.max(30, Math.abs(x2 - x1) / 2);
  return `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
}

function box(node: MapNode, { x, y }: Placed, colour: (name: string) => string): string {
  const { width, height } = nodeSize;
  const round = node.what === 'exchange' ? height / 2 : 6;
  const edge = colour(node.trouble === undefined ? '--line' : '--ink-warning');
  return [
    `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${colour('--surface')}" stroke="${edge}"/>`,
    `<text x="${x + 12}" y="${y + 19}" font-weight="600" fill="${colour('--ink')}">${escaped(shortened(node.name, 21))}</text>`,
    `<text x="${x + 12}" y="${y + 35}" fill="${colour('--ink-muted')}">${escaped(shortened(nodeWords(node), 25))}</text></g>`,
  ].join('');
}

/** What stands below a name. */
export function nodeWords({ what, members, ready, trouble }: MapNode): string {
  const many = members === undefined ? what : `${count(members)} ${what}s`;
  const waiting = ready === undefined || ready === 0 ? '' : `, ${count(ready)} ready`;
  return `${many}${waiting}${trouble === undefined ? '' : `, ${trouble}`}`;
}

function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => visible(text).replace(/[&<>"]/g, (each) => escapes[each] ?? each);

/** The same as pixels, twice as fine as the screen: a PNG as Base64. */
export async function svgAsPng(svg: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  // Browsers draw nothing on a larger one.
  const scale = Math.min(2, 8000 / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('There is no canvas to draw on.');
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}
