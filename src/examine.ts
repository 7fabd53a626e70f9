import { examineFit } from './rooms/examine-fit.js'
import type { Examined } from './rooms/examined.js'
import type { Room } from './rooms/room.js'
import type { Examination } from './run-results.js'

/**
 * What a sceptical reviewer asks of a model that is made and measured, room by room. Nothing here changes the model; guards that do
 * not pass are taken over by the gates.
 */
export const examine = async (of: Examined, room: Room): Promise<Examination> => ({
  fitExamination: await room(
    'fit examination',
    () => examineFit(of),
    (result) => ({ fitExamination: result }),
  ),
})
