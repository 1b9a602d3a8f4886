import type { RowFilter } from './delivery-history';
import type { DeliveryRow } from './delivery-row';

/** Finds a text, whatever its case, in the preview, the message id and the headers. No text: no filter. */
export function textFilter(text: string): RowFilter | undefined {
  const wanted = text.trim().toLowerCase();
  return wanted === ''
    ? undefined
    : (row) => searchable(row).some((part) => part.toLowerCase().includes(wanted));
}

function searchable({ message }: DeliveryRow): string[] {
  const headers = Object.entries(message.headers).flatMap(([name, value]) => [name, String(value)]);
  return [message.preview.text, message.id, ...headers];
}
