/** A place on the map of a broker. */
export interface MapNode {
  readonly id: string;
  readonly what: 'program' | 'exchange' | 'queue';
  readonly name: string;
  /** How many it stands for, where it is a group. */
  readonly members?: number;
  /** Messages that wait in it. */
  readonly ready?: number;
  /** Of a queue in trouble, in a few words. */
  readonly trouble?: string;
}

/** What goes from one place to another. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  /** Messages per second; 0: nothing at the moment. */
  readonly rate: number;
  /** It is one of several ways that it may go; the broker does not tell which. */
  readonly isGuess?: true;
}

/** Who publishes where, through which exchange into which queue, to whom. */
export interface BrokerMap {
  readonly at: number;
  /** How long it took to ask for it. */
  readonly tookMs: number;
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Places that had no room, and are not on it. */
  readonly leftOut: number;
}
