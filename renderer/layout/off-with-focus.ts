/** A button that its own click turns off keeps the focus: from `disabled` it would fall to the page's beginning. */
export function offWithFocus(isOff: boolean) {
  return { 'aria-disabled': isOff, 'data-disabled': isOff };
}
