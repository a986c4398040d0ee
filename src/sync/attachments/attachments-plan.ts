import type { Item, Plan, PlanGroup, Problem } from '../plan.ts';
import type { Area } from './areas.ts';
import type { Missing } from './compare.ts';
import type { Led } from './database/led.ts';
import type { Place } from './here.ts';
import type { Owner } from '../../odoo/owner.ts';

/** What an apply did, for the verification. */
export interface Done {
  /** What was placed, with its size. */
  readonly placed: Map<Missing, number>;
  /** Paths below the data folder, each byte as one character. */
  readonly removed: string[];
}

/** Something that is to be set aside. */
export interface Removal {
  /** Title of the group it counts in. */
  readonly group: string;
  readonly item: Item;
  readonly area: Area;
  /** Below the area; empty for the area's own folder, a whole database. */
  readonly name: string;
  /** The store names in it, which no row may refer to. Empty outside of Odoo's filestore. */
  readonly storeNames: readonly string[];
}

/** The plan of the attachments job. */
export interface AttachmentsPlan extends Plan {
  /** What is to be done; after apply, what was done. */
  groups: readonly PlanGroup[];
  /** Of the filestore that the database leads; filled in when the run is concluded. */
  standing: boolean;
  /** Removals that are out of proportion and were left out, new or told before. */
  readonly heldBack: readonly Problem[];
  readonly notes: string[];
  readonly dataFolder: string;
  readonly productionFolder: string;
  readonly owner: Owner | undefined;
  readonly missing: readonly Missing[];
  readonly removals: readonly Removal[];
  /** Place of each area that is changed, by its path. */
  readonly places: ReadonlyMap<string, Place>;
  /** Modes of the wanted folders, by their path below the data folder. */
  readonly folderModes: ReadonlyMap<string, number>;
  readonly done: Done;
  /** What the database said of the filestore; undefined where production is mirrored. */
  readonly led: Led | undefined;
}
