import type { Relation } from '../../services';

/** A picture of a scenario: what there is, in which stack, and how data moves. Drawn by `dot.ts` and `mermaid.ts`. */
export interface Architecture {
  readonly title: string;
  /** One a stack, in order of deployment. */
  readonly groups: readonly Group[];
  readonly edges: readonly Edge[];
}

export interface Group {
  readonly name: string;
  readonly nodes: readonly Node[];
}

/** One resource, or several of a type that stand together. */
export interface Node {
  /** Unique in the picture; letters, digits and underscores. */
  readonly id: string;
  readonly service: Service;
  /** What it is, such as `Glue crawler`. */
  readonly kind: string;
  /** Names of the resources that it stands for. */
  readonly names: readonly string[];
  /** Names of what lives in it, such as the tables of a database. */
  readonly members: readonly string[];
}

/** A family of resource types with a name and a colour. */
export interface Service {
  readonly name: string;
  readonly colour: string;
}

/** What an arrow says. */
export const EDGES = {
  data: 'data moves',
  call: 'starts or queries',
  uses: 'refers to',
} as const satisfies Readonly<Record<Relation, string>>;
export type EdgeKind = Relation;

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** Whether it goes in both directions. */
  readonly both: boolean;
  /** Whether the receiving end fetches the data. Drawings put what acts before what it acts on, whichever way the data goes. */
  readonly fetched: boolean;
}
