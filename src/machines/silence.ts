import type { Clock } from '../context.ts';

/** A watch over something that must not fall silent. */
export interface SilenceWatch {
  /** To be called whenever something comes; nothing more is expected before the given pause has ended. */
  heard(pause?: Promise<void>): void;
  end(): void;
}

const looks = 4;

/**
 * Calls `onSilence` once nothing has come for so many seconds, or up to a quarter more. It looks several times: one
 * long pause of this machine itself, such as one asleep, is no silence of the other.
 */
export function watchSilence(clock: Clock, seconds: number, onSilence: () => void): SilenceWatch {
  const ending = new AbortController();
  let quiet = 0;
  let pauses = 0;
  const watch = async (): Promise<void> => {
    while (quiet <= looks) {
      await clock.sleep((seconds * 1000) / looks, ending.signal);
      if (pauses === 0) quiet += 1;
    }
    onSilence();
  };
  // Its only failure is its end.
  watch().catch(() => undefined);
  const resume = () => {
    pauses -= 1;
    quiet = 0;
  };
  return {
    heard: (pause) => {
      quiet = 0;
      if (pause === undefined) return;
      pauses += 1;
      pause.then(resume, resume);
    },
    end: () => ending.abort(),
  };
}
