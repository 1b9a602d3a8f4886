import { useEffect, useState } from 'react';
import { copyText } from './copy-text';

/** How long a button says that it has copied. */
const saidMs = 1500;

export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), saidMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return { copied, copy: (text: string) => setCopied(copyText(text)) };
}
