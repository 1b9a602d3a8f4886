import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconList } from '@tabler/icons-react';
import { descriptorOf, isInside } from '../../shared/brokers';
import type { Profile } from '../../shared/window/profile';
import { useCommands } from '../commands/use-commands';
import { VisibleText } from '../format/visible-text';
import { draftOfTarget } from '../store/profile-draft';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { ProfileDot } from './profile-dot';
import { ProfileMarks } from './profile-marks';
import classes from './profiles.module.css';

/** The saved connections, one click away. */
export function ProfileMenu() {
  const commands = useCommands();
  const store = useBusdeckStore();
  const profiles = useBusdeck((s) => s.settings.profiles);
  const activeId = useBusdeck((s) => s.session.profile?.id);
  return (
    <Menu
      position="bottom-start"
      width={340}
      shadow="md"
      returnFocus
      // The placeholder is no menu item, and nothing else may stand in a menu.
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          variant="default"
          data-testid="saved-connections"
          leftSection={<IconBookmark size={14} aria-hidden />}
          rightSection={<IconChevronDown size={12} aria-hidden />}
        >
          Saved
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label="Saved connections" mah="70vh" style={{ overflowY: 'auto' }}>
        {profiles.length === 0 && (
          <Menu.Label>No saved connections yet. Save the one in the bar to find it here.</Menu.Label>
        )}
        {profiles.map((profile) => (
          <Menu.Item
            key={profile.id}
            data-testid="saved-connection"
            leftSection={<ProfileDot colour={profile.colour} />}
            onClick={() => void commands.connectProfile(profile.id)}
          >
            <ProfileWords profile={profile} active={profile.id === activeId} />
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          data-testid="save-connection"
          leftSection={<IconDeviceFloppy size={14} aria-hidden />}
          onClick={() => commands.openDialog({ type: 'connections', draft: draftOfTarget(store.getState()) })}
        >
          Save this connection…
        </Menu.Item>
        <Menu.Item
          data-testid="manage-connections"
          leftSection={<IconList size={14} aria-hidden />}
          onClick={() => commands.openDialog({ type: 'connections' })}
        >
          Manage connections…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ProfileWords({ profile, active }: { profile: Profile; active: boolean }) {
  const { name, kind, url, readOnly, production } = profile;
  return (
    <span className={classes.itemWords}>
      <span className={classes.itemName}>
        <span className={classes.itemWord}>
          <VisibleText text={name} />
        </span>
        <ProfileMarks readOnly={readOnly} production={production} />
      </span>
      <span className={classes.itemUrl}>
        {active && 'In use · '}
        {isInside(kind) ? descriptorOf(kind).label : <VisibleText text={url} />}
      </span>
    </span>
  );
}
