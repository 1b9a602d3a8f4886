/**
 * Tells two dead letters of one message apart: a message that is sent twice under its id, after a link broke for one, may
 * die twice. The first keeps the id.
 */
export function deadLetterId(id: string, nth: number): string {
  return nth === 1 ? id : `${id}~${nth}`;
}
