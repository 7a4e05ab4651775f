// Data that is not in the repository: the folder `shared` beside the clone, or RESIDUA_SHARED.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const SHARED =
  process.env.RESIDUA_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** A reason to skip tests that need the folder, or false. */
export const noShared = existsSync(`${SHARED}/weights`) ? false : `there is no ${SHARED}`;
