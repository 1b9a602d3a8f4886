import type { BrokerMap, MapEdge, MapNode } from '../../shared/window/broker-map';

/** More places than this nobody can read: then those whose names begin alike become one. */
const mostNodes = 80;
/** Of a group there are so many at least. */
const leastMembers = 3;

/** What of a map can be drawn: what the filter finds with all around it, in groups where it is too much. */
export function grouped(map: BrokerMap, filter: string): BrokerMap {
  const found = around(map, filter);
  if (found.nodes.length <= mostNodes) return found;
  // Names are cut shorter until it fits: `orders.eu.1` is in `orders.eu.`, and then in `orders.`
  for (const parts of [3, 2, 1]) {
    const smaller = group(found, (name) => prefixOf(name, parts));
    if (smaller.nodes.length <= mostNodes) return smaller;
  }
  return busiest(group(found, (name) => prefixOf(name, 1)));
}

function around({ nodes, edges, ...rest }: BrokerMap, filter: string): BrokerMap {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { ...rest, nodes, edges };
  const named = new Set(
    nodes.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).map(({ id }) => id),
  );
  // Two steps on: from a queue to its exchange, and to whoever publishes there.
  const near = new Set(named);
  for (const _ of [1, 2]) {
    const before = new Set(near);
    for (const { from, to } of edges) {
      if (before.has(from)) near.add(to);
      if (before.has(to)) near.add(from);
    }
  }
  return {
    ...rest,
    nodes: nodes.filter(({ id }) => near.has(id)),
    edges: edges.filter(({ from, to }) => near.has(from) && near.has(to)),
  };
}

/** The first parts of a name with several, such as `orders.` of `orders.eu.1`; undefined of one without. */
function prefixOf(name: string, parts: number): string | undefined {
  const found = new RegExp(`^(?:[^._:/-]+[._:/-]+){1,${parts}}`).exec(name)?.[0];
  return found === undefined || found === name ? undefined : found;
}

function group({ nodes, edges, ...rest }: BrokerMap, keyOf: (name: string) => string | undefined): BrokerMap {
  const groups = new Map<string, MapNode[]>();
  for (const node of nodes) {
    const key = keyOf(node.name);
    // One in trouble stands by itself, so that it is seen.
    if (key === undefined || node.trouble !== undefined) continue;
    const id = `${node.what} ${key}*`;
    const members = groups.get(id);
    if (members === undefined) groups.set(id, [node]);
    else members.push(node);
  }
  const placeOf = new Map<string, string>();
  const grouping: MapNode[] = [];
  for (const [id, members] of groups) {
    const [first] = members;
    if (members.length < leastMembers || first === undefined) continue;
    for (const member of members) placeOf.set(member.id, id);
    const waiting = members.reduce((sum, { ready = 0 }) => sum + ready, 0);
    grouping.push({
      id,
      what: first.what,
      name: `${keyOf(first.name)}*`,
      members: members.length,
      ...(first.what === 'queue' ? { ready: waiting } : {}),
    });
  }
  const sums = new Map<string, MapEdge>();
  for (const { from, to, rate, isGuess } of edges) {
    const ends = { from: placeOf.get(from) ?? from, to: placeOf.get(to) ?? to };
    const key = `${ends.from}\n${ends.to}`;
    sums.set(key, { ...ends, rate: (sums.get(key)?.rate ?? 0) + rate, ...(isGuess && { isGuess }) });
  }
  return {
    ...rest,
    nodes: [...nodes.filter(({ id }) => !placeOf.has(id)), ...grouping],
    edges: [...sums.values()],
  };
}

/** Names that have nothing in common: those with trouble and those with traffic come first. */
function busiest({ nodes, edges, leftOut, ...rest }: BrokerMap): BrokerMap {
  const traffic = new Map<string, number>();
  for (const { from, to, rate } of edges) {
    for (const id of [from, to]) traffic.set(id, (traffic.get(id) ?? 0) + rate + 1e-6);
  }
  const weight = ({ id, trouble, ready = 0 }: MapNode) =>
    (trouble === undefined ? 0 : 1e12) + (traffic.get(id) ?? 0) * 1e3 + ready;
  const kept = [...nodes].sort((a, b) => weight(b) - weight(a)).slice(0, mostNodes);
  const ids = new Set(kept.map(({ id }) => id));
  return {
    ...rest,
    nodes: kept,
    edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    leftOut: leftOut + nodes.length - kept.length,
  };
}
