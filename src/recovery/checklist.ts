import type { KeyName } from '../config/keys.ts';

/** A step of the recovery: what it is for, how it is done, and whether there is a way back. */
export interface ChecklistStep {
  readonly id: string;
  readonly title: string;
  /** Why it exists, for somebody who has never done it. */
  readonly purpose: string;
  /** What to look at or type by hand. */
  readonly byHand: readonly string[];
  /** The key that names the site's own program for it. */
  readonly commandKey?: KeyName & `${string}_COMMAND`;
  /** Nothing leads back behind it. */
  readonly noReturn: boolean;
  /** May be left out; all others want a reason. */
  readonly recommended: boolean;
  /** It ends with a decision, which wants its reason: no program makes it. */
  readonly decision?: true;
}

function step(id: string, title: string, more: Omit<ChecklistStep, 'id' | 'title'>): ChecklistStep {
  return { id, title, ...more };
}

/** The manual's nine steps (section 3.1), in order. */
export const checklist: readonly ChecklistStep[] = [
  step('notes', 'Keep calm; open the notes', {
    purpose:
      'From here on everything that is done and found is written down with its time. You will need it afterwards, and whoever takes over needs it now.',
    byHand: ['ot-recovery start WHY', 'ot-recovery note TEXT, at any moment'],
    noReturn: false,
    recommended: false,
  }),
  step('exhaust', 'Try everything that keeps production going', {
    purpose:
      'Going over to the standby cannot be taken back. A production that needs ten minutes of repair is better than a failover that loses ten minutes of work and costs a day to return from.',
    byHand: [
      'Look at power, network, disk and memory of production',
      'systemctl status odoo postgresql, on production',
      'Then decide: ot-recovery step exhaust done --reason WHY',
    ],
    noReturn: false,
    recommended: false,
    decision: true,
  }),
  step('fence', 'Shut production down, for good', {
    purpose:
      'A production that still runs goes on sending mail, running scheduled jobs and taking orders into a database that nobody will look at again. It must be off, and stay off when it gets power back.',
    byHand: [
      'On production: systemctl disable odoo postgresql, then poweroff',
      'or switch off its power; while its ssh answers it counts as alive',
    ],
    commandKey: 'FENCE_COMMAND',
    noReturn: false,
    recommended: false,
  }),
  step('image', 'Make an image of this standby', {
    purpose:
      'If this machine turns out to be broken, an image of it as it was is what the search for the cause starts from. Powering off for it is fine: the incident goes on after the reboot.',
    byHand: ['Snapshot the virtual machine, or power off and copy its disk'],
    commandKey: 'SNAPSHOT_COMMAND',
    noReturn: false,
    recommended: true,
  }),
  step('promote', 'Bring this standby into production', {
    purpose:
      'PostgreSQL becomes a primary on a new timeline, Odoo is enabled and started, each part is proven. From here on this machine and the former production are two.',
    byHand: ['ot-disable-standby-mode'],
    noReturn: true,
    recommended: false,
  }),
  step('loss', 'Note the last syncs and what is lost', {
    purpose:
      'The times of the last verified syncs and the last transaction tell how much work is gone, and whose files are missing.',
    byHand: ['ot-status', 'the summary log (SUMMARYFILE)'],
    noReturn: false,
    recommended: false,
  }),
  step('smoke', 'Log in to Odoo and look around', {
    purpose:
      'The last orders, deliveries and invoices, and whatever shows files that came since the last attachment sync: that is where differences show first.',
    byHand: ['Log in under the usual host name; by IP address the database filter may not let you in'],
    noReturn: false,
    recommended: false,
  }),
  step('repoint', 'Point proxies and DNS at this machine', {
    purpose: 'The users find this machine only when the names lead to it.',
    byHand: [
      'Change proxies, web servers and DNS records to the addresses of this machine',
      'ot-recovery step repoint run proves that the public address leads here; else look from outside',
    ],
    commandKey: 'REPOINT_COMMAND',
    noReturn: false,
    recommended: false,
  }),
  step('inform', 'Tell the people', {
    purpose: 'What happened, since when Odoo is back, and what work has to be entered again.',
    byHand: ['ot-recovery step inform shows the message, to be copied', 'ot-recovery report has all facts'],
    commandKey: 'INFORM_COMMAND',
    noReturn: false,
    recommended: false,
  }),
];
