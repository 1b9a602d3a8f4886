import { Separator } from 'react-resizable-panels';
import classes from './panel-edge.module.css';

/** The line between two panels, to be moved with the pointer or the arrow keys. */
export function PanelEdge({ label }: { label: string }) {
  return <Separator className={classes.edge} aria-label={label} />;
}
