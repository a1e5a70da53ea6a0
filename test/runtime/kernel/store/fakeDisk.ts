import { basename, dirname, join } from "node:path";
import type { Files, Handle } from "../../../../src/runtime/kernel/store/files";

/** A disk in memory that knows what was synced and what only seemed to be written; it can fail, fill up and lose power. */
export interface FakeDisk extends Files {
  /** Every operation that changes something, in order: `write wal-000001.log`, `sync …`, `rename …`. */
  readonly operations: string[];
  /** Called before each of them; what it throws is what the caller gets. */
  fault: (operation: string, count: number) => void;
  /** Bytes it can hold. */
  capacity: number;
  /** What is left after the power went: synced bytes and names for sure, of the rest what `survives` says. */
  afterPowerLoss(survives: (what: string) => boolean): FakeDisk;
  /** Reads and changes a file behind the store's back. */
  bytes(path: string): Buffer;
  put(path: string, bytes: Uint8Array): void;
}

interface Inode {
  data: Buffer;
  synced: Buffer;
  /** Since the last sync, in order. */
  unsynced: ((data: Buffer) => Buffer)[];
}

interface Folder {
  readonly names: Map<string, Inode>;
  readonly syncedNames: Map<string, Inode>;
  unsynced: { readonly what: string; readonly change: (names: Map<string, Inode>) => void }[];
}

export function fileError(code: string, message = code): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

export function createFakeDisk(folders = new Map<string, Folder>()): FakeDisk {
  const operations: string[] = [];
  const folderOf = (path: string) => folders.get(dirname(path));
  const find = (path: string) => folderOf(path)?.names.get(basename(path));
  const used = () =>
    [...folders.values()].reduce(
      (sum, { names }) => sum + [...names.values()].reduce((all, { data }) => all + data.length, 0),
      0,
    );

  function act(operation: string): void {
    operations.push(operation);
    disk.fault(operation, operations.length);
  }

  function rename(folder: Folder, what: string, change: (names: Map<string, Inode>) => void): void {
    change(folder.names);
    folder.unsynced.push({ what, change });
  }

  function handleOf(path: string, inode: Inode): Handle {
    const name = basename(path);
    let open = true;
    const whole = () => {
      if (!open) throw fileError("EBADF", `${name} is closed`);
    };
    const change = (how: (data: Buffer) => Buffer) => {
      inode.data = how(inode.data);
      inode.unsynced.push(how);
    };
    const write = (bytes: Uint8Array, position: number) => {
      whole();
      act(`write ${name}`);
      const room = disk.capacity - used() - Math.max(0, position + bytes.length - inode.data.length);
      // as a disk does: what fits is written, then it says no
      const copy = Buffer.from(bytes.subarray(0, room < 0 ? Math.max(0, bytes.length + room) : bytes.length));
      change((data) => patched(data, copy, position));
      if (room < 0) throw fileError("ENOSPC", "no space left on device");
    };
    const sync = () => {
      whole();
      act(`sync ${name}`);
      inode.synced = inode.data;
      inode.unsynced = [];
    };
    return {
      path,
      size: () => inode.data.length,
      read(into, position) {
        whole();
        if (position + into.length > inode.data.length) throw new Error(`${path} ends before`);
        into.set(inode.data.subarray(position, position + into.length));
      },
      write,
      sync,
      writeLater: async (bytes, position) => write(bytes, position),
      syncLater: async () => sync(),
      truncate(length) {
        whole();
        act(`truncate ${name}`);
        change((data) => Buffer.from(data.subarray(0, length)));
      },
      isStillAt: (place) => find(place) === inode,
      close() {
        whole();
        open = false;
      },
    };
  }

  const disk: FakeDisk = {
    operations,
    fault: () => undefined,
    capacity: Number.POSITIVE_INFINITY,
    list: (folder) => [...(folders.get(folder)?.names.keys() ?? [])],
    makeFolder(folder) {
      for (let path = folder; !folders.has(path); path = dirname(path))
        folders.set(path, { names: new Map(), syncedNames: new Map(), unsynced: [] });
    },
    read(path) {
      const inode = find(path);
      return inode && Buffer.from(inode.data);
    },
    size: (path) => find(path)?.data.length,
    create(path) {
      const folder = folderOf(path);
      if (!folder) throw fileError("ENOENT", path);
      if (find(path)) throw fileError("EEXIST", path);
      act(`create ${basename(path)}`);
      const inode: Inode = { data: Buffer.alloc(0), synced: Buffer.alloc(0), unsynced: [] };
      rename(folder, basename(path), (names) => names.set(basename(path), inode));
      return handleOf(path, inode);
    },
    open(path) {
      const inode = find(path);
      if (!inode) throw fileError("ENOENT", path);
      return handleOf(path, inode);
    },
    rename(from, to) {
      const folder = folderOf(from);
      const inode = find(from);
      if (!folder || !inode) throw fileError("ENOENT", from);
      act(`rename ${basename(to)}`);
      if (dirname(from) !== dirname(to)) {
        rename(folder, basename(from), (names) => names.delete(basename(from)));
        disk.put(to, inode.data);
        return;
      }
      rename(folder, basename(to), (names) => {
        names.delete(basename(from));
        names.set(basename(to), inode);
      });
    },
    remove(path) {
      const folder = folderOf(path);
      if (!folder || !find(path)) return;
      act(`remove ${basename(path)}`);
      rename(folder, basename(path), (names) => names.delete(basename(path)));
    },
    removeLater: async (path) => disk.remove(path),
    copy(from, to) {
      act(`copy ${basename(to)}`);
      disk.put(to, disk.bytes(from));
    },
    syncFolder(path) {
      act(`sync folder ${basename(path)}`);
      const folder = folders.get(path);
      if (!folder) throw fileError("ENOENT", path);
      for (const { change } of folder.unsynced.splice(0)) change(folder.syncedNames);
    },
    afterPowerLoss(survives) {
      const left = new Map<string, Folder>();
      const inodes = new Map<Inode, Inode>();
      for (const [path, folder] of folders) {
        const names = new Map(folder.syncedNames);
        for (const { what, change } of folder.unsynced) if (survives(`name ${what}`)) change(names);
        const settled = new Map([...names].map(([name, inode]) => [name, settle(inode, inodes, name, survives)]));
        left.set(path, { names: settled, syncedNames: new Map(settled), unsynced: [] });
      }
      return createFakeDisk(left);
    },
    bytes(path) {
      const inode = find(path);
      if (!inode) throw fileError("ENOENT", path);
      return Buffer.from(inode.data);
    },
    put(path, bytes) {
      disk.makeFolder(dirname(path));
      const data = Buffer.from(bytes);
      const inode = { data, synced: data, unsynced: [] };
      folderOf(path)?.names.set(basename(path), inode);
      folderOf(path)?.syncedNames.set(basename(path), inode);
    },
  };
  return disk;
}

function settle(inode: Inode, done: Map<Inode, Inode>, name: string, survives: (what: string) => boolean): Inode {
  const known = done.get(inode);
  if (known) return known;
  let data = inode.synced;
  for (const change of inode.unsynced) if (survives(`bytes ${name}`)) data = change(data);
  const settled = { data, synced: data, unsynced: [] };
  done.set(inode, settled);
  return settled;
}

function patched(data: Buffer, bytes: Buffer, position: number): Buffer {
  const result = Buffer.alloc(Math.max(data.length, position + bytes.length));
  data.copy(result);
  bytes.copy(result, position);
  return result;
}

/** A copy of the disk as it is, everything synced. */
export function copyOf(disk: FakeDisk): FakeDisk {
  return disk.afterPowerLoss(() => true);
}

export const folder = join("/workspace", ".tidemark", "store");
