import type { TrustedKey } from '../../data-schemas/registry-entry.js'
import type { SigningKey } from '../signing/keys.js'
import { append } from './append.js'
import type { LogView, Registry } from './log.js'

/**
 * Says whose keys a registry trusts from now on, in the owner's name; the first time, this makes the registry. A key that is not named any
 * more is trusted in nothing, also not in what it signed before: to let somebody leave in good order, keep the key and set its last day.
 * Throws `not-the-owner`, `key-in-two-roles` and `holder-in-two-roles` (exit 3), and what `append` throws.
 */
export const trustKeys = (
  folder: string,
  options: LogView & { readonly key: SigningKey; readonly registry: string; readonly keys: readonly TrustedKey[] },
): Promise<Registry> =>
  append(
    folder,
    () => ({ kind: 'trust', registry: options.registry, owner: options.key.public.pem, keys: [...options.keys] }),
    options,
  )
