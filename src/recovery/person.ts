import type { Environment } from '../context.ts';

/** Somebody at work, as far as this machine can tell people apart. */
export interface Person {
  /** The one behind sudo, else the user. */
  readonly name: string;
  /** The address that a user who may be several people, such as root, is logged in from; undefined when it is not known. */
  readonly from: string | undefined;
}

interface Login {
  readonly user: string;
  readonly sudoUser?: string | undefined;
  readonly from?: string | undefined;
}

/** Whose login it is. */
export function personOf({ user, sudoUser, from }: Login): Person {
  return sudoUser === undefined ? { name: user, from } : { name: sudoUser, from: undefined };
}

/** The person who runs this program. */
export function personHere({ user, sudoUser, loggedInFrom: from }: Environment): Person {
  return personOf({ user, sudoUser, from });
}

/** Whether two may be one: a terminal that was lost, sudo and su must lock nobody out, another address is another person. */
export function isSamePerson(one: Person, other: Person): boolean {
  const mayComeFromOnePlace = one.from === undefined || other.from === undefined || one.from === other.from;
  return one.name === other.name && mayComeFromOnePlace;
}

/** A person, for people. */
export function personText({ name, from }: Person): string {
  return from === undefined ? name : `${name} from ${from}`;
}
