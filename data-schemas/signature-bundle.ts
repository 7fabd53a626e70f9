import { z } from 'zod'

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/)

/** A DSSE envelope with one signature, over the pre-authentication encoding of type and payload. */
export const envelope = z.strictObject({
  payload: base64,
  payloadType: z.literal('application/vnd.in-toto+json'),
  signatures: z.tuple([z.strictObject({ sig: base64, keyid: z.string() })]),
})
export type Envelope = z.infer<typeof envelope>

/** A signature file as OpenSSF model-signing writes and reads it: a Sigstore bundle with a key hint, without a transparency log. */
export const signatureBundle = z.strictObject({
  mediaType: z.literal('application/vnd.dev.sigstore.bundle.v0.3+json'),
  verificationMaterial: z.strictObject({
    /** SHA-256 of the public key in PEM. */
    publicKey: z.strictObject({ hint: z.string().regex(/^[0-9a-f]{64}$/) }),
    tlogEntries: z.tuple([]).optional(),
  }),
  dsseEnvelope: envelope,
})
export type SignatureBundle = z.infer<typeof signatureBundle>
