/** An error's detail, where its message does not say the same already. */
export function furtherDetail(message: string, detail: string | undefined): { detail?: string } {
  return detail === undefined || message.includes(detail) ? {} : { detail };
}
