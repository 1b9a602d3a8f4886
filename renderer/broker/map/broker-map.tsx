import { Button } from '@mantine/core';
import { IconPhoto, IconVectorSpline } from '@tabler/icons-react';
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef } from 'react';
import type { BrokerMap as BrokerMapData, MapNode } from '../../../shared/window/broker-map';
import { useCommands } from '../../commands/use-commands';
import { count, plural, rate as rateWords } from '../../format/numbers';
import { VisibleText, visible } from '../../format/visible-text';
import { Empty } from '../../layout/empty';
import { useBusdeck } from '../../store/react';
import { usePolled } from '../use-polled';
import { drawn, ends, layOutMap, nodeSize, shapeOf, thickness } from './layout-map';
import classes from './map.module.css';
import { mapAsSvg, nodeWords, svgAsPng } from './map-picture';

/** Each look is some requests to the broker. */
const pauseMs = 5000;
const fitting = { maxZoom: 1.1, padding: 0.05 };

/** Who publishes where, through which exchange into which queue, to whom. */
export function BrokerMap({ filter }: { filter: string }) {
  const commands = useCommands();
  const connection = useBusdeck((s) => `${s.session.connectionCount} ${s.session.connection.state}`);
  const { value: map, problem } = usePolled(
    `${filter} ${connection}`,
    () => commands.brokerMap(filter),
    // A broker is busy with it for a twentieth of the time at most.
    (last) => Math.max(pauseMs, 20 * (last?.tookMs ?? 0)),
  );
  if (problem !== undefined) return <Empty>{problem.message}</Empty>;
  if (map === undefined) return null;
  if (map.nodes.length === 0) {
    return (
      <Empty>{filter === '' ? 'Nothing is on this broker yet.' : 'Nothing has that in its name.'}</Empty>
    );
  }
  return <Drawn map={map} />;
}

function Drawn({ map }: { map: BrokerMapData }) {
  const commands = useCommands();
  const shape = shapeOf(map);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other numbers move nothing
  const layout = useMemo(() => layOutMap(map), [shape]);
  const { nodes, edges } = useMemo(() => forFlow(map, layout.places), [map, layout]);

  const flow = useRef<ReactFlowInstance<PlaceNode, Edge>>(null);
  const moved = useRef(false);
  // What came or went is brought into view, unless the person has looked for something themselves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another shape is the reason
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!moved.current) void flow.current?.fitView(fitting);
    });
    return () => cancelAnimationFrame(frame);
  }, [shape]);

  async function save(format: 'svg' | 'png'): Promise<void> {
    const svg = mapAsSvg(map, layout);
    const text = format === 'svg' ? svg : await svgAsPng(svg, layout.width, layout.height);
    await commands.savePicture(format, text);
  }

  return (
    <div className={classes.map} data-testid="broker-map" data-nodes={nodes.length} data-edges={edges.length}>
      <div className={classes.bar}>
        <span>
          {plural(map.nodes.length, 'place')}, {plural(map.edges.length, 'line')}
          {map.leftOut > 0 && `; ${count(map.leftOut)} more have no room: filter by name`}
          {map.nodes.some(({ members }) => members !== undefined) &&
            '; names that begin alike stand together: filter to see each'}
          {map.edges.some(({ isGuess }) => isGuess) &&
            '; dashed: it may publish there, the broker does not tell to which'}
        </span>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconVectorSpline size={14} aria-hidden />}
          data-testid="map-svg"
          onClick={() => void save('svg')}
        >
          SVG…
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPhoto size={14} aria-hidden />}
          data-testid="map-png"
          onClick={() => void save('png')}
        >
          PNG…
        </Button>
      </div>
      <div className={classes.flow}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          fitView
          fitViewOptions={fitting}
          onInit={(instance) => {
            flow.current = instance;
          }}
          onMoveStart={(event) => {
            // A person’s own; the fitting has no event.
            if (event !== null) moved.current = true;
          }}
          minZoom={0.1}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} color="var(--line)" />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
    </div>
  );
}

type PlaceNode = Node<{ readonly place: MapNode }, 'place'>;

function Place({ data: { place } }: NodeProps<PlaceNode>) {
  const words = nodeWords(place);
  return (
    <div
      className={classes.place}
      data-what={place.what}
      data-trouble={place.trouble === undefined ? undefined : true}
      data-testid="map-place"
      data-name={place.name}
      title={`${visible(place.name)}: ${words}`}
    >
      <Handle type="target" position={Position.Left} className={classes.handle ?? ''} isConnectable={false} />
      <strong>
        <VisibleText text={place.name} />
      </strong>
      <span>{words}</span>
      <Handle
        type="source"
        position={Position.Right}
        className={classes.handle ?? ''}
        isConnectable={false}
      />
    </div>
  );
}

const nodeTypes = { place: Place };

function forFlow(map: BrokerMapData, places: ReturnType<typeof layOutMap>['places']) {
  const nodes = ends(map.nodes, map.edges).map(
    (place): PlaceNode => ({
      id: place.id,
      type: 'place',
      position: places.get(place.id) ?? { x: 0, y: 0 },
      data: { place },
      width: nodeSize.width,
      height: nodeSize.height,
      ariaLabel: `${place.what} ${visible(place.name)}`,
    }),
  );
  const edges = drawn(map.edges).map(
    ({ from, to, rate, isGuess }): Edge => ({
      id: `${from}\n${to}`,
      source: from,
      target: to,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 14,
        height: 14,
        markerUnits: 'userSpaceOnUse',
        color: rate > 0 ? 'var(--ink-active)' : 'var(--ink-faint)',
      },
      style: {
        strokeWidth: thickness(rate),
        stroke: rate > 0 ? 'var(--ink-active)' : 'var(--ink-faint)',
        ...(isGuess ? { strokeDasharray: '4 4' } : {}),
      },
      ...(rate > 0 ? { label: `${rateWords(rate)}/s` } : {}),
    }),
  );
  return { nodes, edges };
}
