import { Graph, layout } from '@dagrejs/dagre';
import type { BrokerMap, MapEdge, MapNode } from '../../../shared/window/broker-map';

export const nodeSize = { width: 164, height: 44 } as const;

const margin = 16;
const gap = 14;
/** Of those that stand alone. */
const fewestColumns = 4;

export interface Placed {
  /** Its left upper corner. */
  readonly x: number;
  readonly y: number;
}

export interface MapLayout {
  readonly places: ReadonlyMap<string, Placed>;
  readonly width: number;
  readonly height: number;
}

/** What is drawn, whatever the numbers on it are: as long as this is the same, everything stays where it is. */
export function shapeOf({ nodes, edges }: BrokerMap): string {
  return JSON.stringify([nodes.map(({ id }) => id), edges.map(({ from, to }) => [from, to])]);
}

/** From the left to the right: who publishes, through what, into which queue, to whom. What nothing goes through stands below. */
export function layOutMap({ nodes, edges }: BrokerMap): MapLayout {
  const all = ends(nodes, edges);
  const lines = drawn(edges);
  const joined = new Set(lines.flatMap(({ from, to }) => [from, to]));
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: gap, ranksep: 64, marginx: margin, marginy: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of all) if (joined.has(id)) graph.setNode(id, { ...nodeSize });
  for (const { from, to } of lines) graph.setEdge(from, to);
  layout(graph);
  const places = new Map<string, Placed>();
  let [width, height] = [0, 0];
  const place = (id: string, x: number, y: number) => {
    places.set(id, { x, y });
    width = Math.max(width, x + nodeSize.width + margin);
    height = Math.max(height, y + nodeSize.height + margin);
  };
  for (const id of graph.nodes()) {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    place(id, x - nodeSize.width / 2, y - nodeSize.height / 2);
  }
  const alone = all.filter(({ id }) => !joined.has(id));
  const below = height;
  const columns = Math.max(fewestColumns, Math.floor((width - margin) / (nodeSize.width + gap)));
  for (const [nth, { id }] of alone.entries()) {
    const [column, row] = [nth % columns, Math.floor(nth / columns)];
    place(id, margin + column * (nodeSize.width + gap), below + margin + row * (nodeSize.height + gap));
  }
  return { places, width, height };
}

const consuming = ' (consuming)';

/** A program that publishes and consumes stands at both ends, or every line would go back. */
export function ends(nodes: readonly MapNode[], edges: readonly MapEdge[]): MapNode[] {
  const sends = new Set(edges.map(({ from }) => from));
  const takes = new Set(edges.map(({ to }) => to));
  return nodes.flatMap((node) => {
    if (node.what !== 'program') return [node];
    return [
      ...(sends.has(node.id) ? [node] : []),
      ...(takes.has(node.id) ? [{ ...node, id: node.id + consuming }] : []),
    ];
  });
}

/** The lines between what is drawn. */
export function drawn(edges: readonly MapEdge[]): MapEdge[] {
  return edges.map((edge) => (edge.to.startsWith('program ') ? { ...edge, to: edge.to + consuming } : edge));
}

/** How thick a line is, px: ten times as much traffic is one step more. */
export function thickness(rate: number): number {
  return rate <= 0 ? 1 : Math.min(7, 1.5 + Math.log10(1 + rate) * 1.4);
}
