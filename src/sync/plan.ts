/** Something that a job brings, replaces, takes away or leaves out. */
export interface Item {
  /** For people: a path, a package, an option. */
  readonly name: string;
  readonly bytes?: number;
  /** What it is about, such as "1.2 → 1.3". */
  readonly note?: string;
}

/** Something that was left out or went wrong without stopping the run. */
export interface Problem {
  readonly item: string;
  readonly what: string;
  readonly next?: string;
  /**
   * `waiting`: it settles by itself, and nobody need be told. `standing`: somebody has to act; it is told once, and
   * later runs end well while it stands. Otherwise it is wrong for as long as runs meet it.
   */
  readonly kind?: ProblemKind;
}

/** What kinds of problems there are beside the plain ones. */
export const problemKinds = ['waiting', 'standing'] as const;

/** What a problem asks of people. */
export type ProblemKind = (typeof problemKinds)[number];

/** Things of one kind: what is here, what production has, and what would change. */
export interface PlanGroup {
  /** Such as "filestore/prod" or "projects". */
  readonly title: string;
  /** How many are here now. */
  readonly present: number;
  /** How many production has. */
  readonly source: number;
  readonly add: readonly Item[];
  readonly change: readonly Item[];
  readonly remove: readonly Item[];
  /** Whether MAX_REMOVE_FLOOR applies: true for things that come and go in numbers, such as files. */
  readonly many: boolean;
}

/** What a run would do, known before its first change. Jobs extend it with what their apply needs. */
export interface Plan {
  readonly groups: readonly PlanGroup[];
  /** What the plan already leaves out, with the reason. Makes the run partial. */
  readonly problems: readonly Problem[];
  /** Worth knowing, but no fault: shown and recorded. */
  readonly notes: readonly string[];
  /** Whether something that was told as standing stands, whether or not it is a problem of this run. */
  readonly standing?: boolean;
  /** Folder on whose filesystem the new bytes land, for the disk check. */
  readonly target?: string;
  /** Folders that programs write to, nobody can say how much: MIN_FREE_MB must be free there. */
  readonly alsoWrites?: readonly string[];
}

/** The figures of a run. */
export interface Counts {
  readonly present: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly bytes: number;
}

/** Whether a plan changes nothing. */
export function isEmpty(plan: Plan): boolean {
  return plan.groups.every((group) => group.add.length + group.change.length + group.remove.length === 0);
}

/** As much of a problem as tells what it asks of people. */
export type Kinded = { readonly kind?: ProblemKind | undefined };

/** Whether all that is wrong settles by itself. */
export function isWaiting(problems: readonly Kinded[]): boolean {
  return problems.length > 0 && problems.every(({ kind }) => kind === 'waiting');
}

/** The figures of a plan. */
export function countPlan(plan: Plan): Counts {
  const sum = (pick: (group: PlanGroup) => number) =>
    plan.groups.reduce((total, group) => total + pick(group), 0);
  return {
    present: sum((group) => group.present),
    added: sum((group) => group.add.length),
    changed: sum((group) => group.change.length),
    removed: sum((group) => group.remove.length),
    bytes: sum((group) => bytesOf(group.add) + bytesOf(group.change)),
  };
}

function bytesOf(items: readonly Item[]): number {
  return items.reduce((total, item) => total + (item.bytes ?? 0), 0);
}
