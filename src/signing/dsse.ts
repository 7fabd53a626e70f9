import { sign, verify } from 'node:crypto'
import type { Envelope } from '../../data-schemas/signature-bundle.js'
import type { SigningKey, VerifyingKey } from './keys.js'

const TYPE = 'application/vnd.in-toto+json'

/** Pre-authentication encoding (DSSE v1): what is really signed, so that type and payload cannot be read as each other. */
const encoded = (payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload])

/**
 * Signs a payload into a DSSE envelope.
 * @param payload bytes of an in-toto statement
 * @param keyid name of the key that is written into the envelope; model-signing leaves it empty
 */
export const seal = (payload: Uint8Array, { key, public: own }: SigningKey, keyid: string): Envelope => ({
  payload: Buffer.from(payload).toString('base64'),
  payloadType: TYPE,
  signatures: [{ sig: sign(own.hash, encoded(payload), key).toString('base64'), keyid }],
})

const bytesOf = (base64: string): Buffer | null => {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 ? bytes : null
}

/** The payload of an envelope, only when this key signed it; null otherwise. */
export const unseal = (envelope: Envelope, key: VerifyingKey): Uint8Array | null => {
  const payload = bytesOf(envelope.payload)
  const signature = bytesOf(envelope.signatures[0].sig)
  if (payload === null || signature === null) return null
  return verify(key.hash, encoded(payload), key.key, signature) ? payload : null
}
