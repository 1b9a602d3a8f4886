import type { Extension } from '@codemirror/state';
import { highlightSpecialChars } from '@codemirror/view';
import { markOf, unseen } from '../format/visible-text';
import classes from '../format/visible-text.module.css';

/** In an editor, too, no character hides. Its line breaks and tabs are its layout, and stay. */
export const visibleCharacters: Extension = highlightSpecialChars({
  specialChars: new RegExp(`(?![\\n\\t])(?:${unseen.source})`, 'gu'),
  render: (code, description) => {
    const mark = document.createElement('span');
    mark.className = classes.unseen ?? '';
    mark.textContent = markOf(String.fromCodePoint(code ?? 0xfffd));
    mark.title = description ?? '';
    return mark;
  },
});
