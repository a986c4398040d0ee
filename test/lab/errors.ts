/** The lab's own failures: one sentence, and for the caller whether the lab can't run here at all. */

/** Exit code that means: this computer can't have the lab's machines; nothing was tried. */
const cannotRunHere = 20;

/** Something in the lab went wrong; the message says what, and what to do when that is known. */
export class LabError extends Error {
  override readonly name: string = 'LabError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** This computer can't have the lab's machines: no root, no namespaces, no overlay file systems. */
export class NotHere extends LabError {
  override readonly name = 'NotHere';

  constructor(reason: string) {
    super(`the lab can't run here: ${reason}`, cannotRunHere);
  }
}
