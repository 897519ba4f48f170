package io.coldmount.mntapi;

import io.coldmount.block.ImageCache;
import io.coldmount.block.ImageException;
import io.coldmount.diskset.DiskOptions;
import io.coldmount.diskset.DiskSet;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.flat.FlatFileSystem;
import io.coldmount.mountd.fuse.FuseMount;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.guest.Content;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestOptions;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.os.GuestMount;
import io.coldmount.mountd.os.GuestSystem;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The library, once it is initialised. Its methods are VMware's functions: {@code
 * VixMntapi_OpenDisks} is {@link #openDisks}, and so on; where those return a {@code VixError},
 * these throw an {@link MntException} with it.
 */
public final class MntApi implements AutoCloseable {

  /** {@code VIXMNTAPI_MAJOR_VERSION}. */
  public static final int MAJOR_VERSION = 1;

  /** {@code VIXMNTAPI_MINOR_VERSION}. */
  public static final int MINOR_VERSION = 0;

  /** Of a dynamic disk, of LVM or of a RAID: more is needed than one partition. */
  private static final Set<String> PARTS_OF_VOLUMES = Set.of("LVM2_member", "linux_raid_member");

  /** What nobody mounts. */
  private static final Set<String> NEVER_MOUNTED = Set.of("swap", "swsuspend");

  private static @Nullable MntApi instance;

  private final MntLog log;
  private final Path tmpDirectory;
  private final ImageCache cache = ImageCache.ofBytes(Runtime.getRuntime().maxMemory() / 8 * 3);
  private final List<DiskSetHandle> sets = new ArrayList<>();
  private boolean exited;

  private MntApi(MntLog log, Path tmpDirectory) {
    this.log = log;
    this.tmpDirectory = tmpDirectory;
  }

  /**
   * {@code VixMntapi_Init}: once a process, before all else, until {@link #exit}.
   *
   * @param majorVersion {@link #MAJOR_VERSION}
   * @param minorVersion at most {@link #MINOR_VERSION}
   * @param tmpDirectory where volumes are mounted (VMware's configuration key of that name)
   * @throws MntException {@link MntError#INCOMPATIBLE_VERSION}; {@link MntError#ALREADY_OPENED} if
   *     it was initialised before; {@link MntError#CANT_MAKE_VAR_DIR} if the folder cannot be used
   */
  public static MntApi init(int majorVersion, int minorVersion, MntLog log, Path tmpDirectory)
      throws MntException {
    if (majorVersion != MAJOR_VERSION || minorVersion < 0 || minorVersion > MINOR_VERSION) {
      throw new MntException(
          MntError.INCOMPATIBLE_VERSION,
          "This is version 1.0 of the interface, not " + majorVersion + "." + minorVersion + ".");
    }
    synchronized (MntApi.class) {
      if (instance != null) {
        throw new MntException(MntError.ALREADY_OPENED, "The library is initialised already.");
      }
      if (!Files.isDirectory(tmpDirectory) || !Files.isWritable(tmpDirectory)) {
        throw new MntException(
            MntError.CANT_MAKE_VAR_DIR, tmpDirectory + " is no folder that can be written to.");
      }
      MntApi made = new MntApi(log, tmpDirectory.toAbsolutePath());
      instance = made;
      return made;
    }
  }

  /**
   * {@code VixMntapi_Init} with VMware's configuration file.
   *
   * @param configFile lines {@code name=value}; {@code tmpDirectory} is the one that is used,
   *     others are named to {@code log}
   * @throws MntException as {@link #init(int, int, MntLog, Path)}; {@link MntError#DICT} if the
   *     file cannot be read or names no folder
   */
  public static MntApi initFromFile(int majorVersion, int minorVersion, MntLog log, Path configFile)
      throws MntException {
    return init(majorVersion, minorVersion, log, Configuration.read(configFile, log));
  }

  /**
   * {@code VixMntapi_Exit}.
   *
   * @throws MntException {@link MntError#OPEN_HANDLES} if a disk set is still open; nothing happens
   *     then
   */
  public synchronized void exit() throws MntException {
    if (!sets.isEmpty()) {
      throw new MntException(
          MntError.OPEN_HANDLES, sets.size() + " disk sets are open: close them first.");
    }
    end();
  }

  /** Closes every disk set, also what is in use, and ends the library. */
  @Override
  public synchronized void close() {
    for (DiskSetHandle set : List.copyOf(sets)) {
      closeQuietly(set);
    }
    sets.clear();
    end();
  }

  private void closeQuietly(DiskSetHandle set) {
    try {
      set.close();
    } catch (IOException e) {
      log.warn("A disk set was not closed cleanly: " + e.getMessage());
    }
  }

  private void end() {
    exited = true;
    synchronized (MntApi.class) {
      if (instance == this) {
        instance = null;
      }
    }
  }

  /**
   * {@code VixMntapi_OpenDiskSet}: disks that are open already, in the guest's order.
   *
   * @throws MntException as {@link #openDisks}; {@link MntError#INVALID_HANDLE} if a handle is
   *     closed
   */
  public synchronized DiskSetHandle openDiskSet(List<DiskHandle> disks, int openMode)
      throws MntException {
    OpenFlags.check(openMode);
    List<Path> files = new ArrayList<>();
    for (DiskHandle disk : disks) {
      files.add(disk.file());
    }
    requireDisks(files);
    return open(files, disks.getFirst().connection());
  }

  /**
   * {@code VixMntapi_OpenDisks}: opens disks by their names, any link of a chain, in the guest's
   * order.
   *
   * @throws MntException {@link MntError#INVALID_ARG}, {@link MntError#NOT_SUPPORTED} for the
   *     flags; {@link MntError#DISK_NOT_FOUND}, {@link MntError#PERM}, {@link
   *     MntError#DISK_CANT_OPEN}, {@link MntError#CANT_READ_PARTS}, {@link MntError#ALREADY_OPENED}
   *     if a disk is open in a set of this library
   */
  public synchronized DiskSetHandle openDisks(
      Connection connection, List<String> diskNames, int openFlags) throws MntException {
    OpenFlags.check(openFlags);
    List<Path> files = new ArrayList<>();
    for (String name : diskNames) {
      files.add(connection.path(name));
    }
    requireDisks(files);
    return open(files, connection);
  }

  private void requireDisks(List<Path> files) throws MntException {
    requireRunning();
    if (files.isEmpty()) {
      throw new MntException(MntError.INVALID_ARG, "No disk is named.");
    }
  }

  private DiskSetHandle open(List<Path> files, Connection connection) throws MntException {
    List<Path> real = new ArrayList<>();
    for (Path file : files) {
      try {
        real.add(file.toRealPath());
      } catch (IOException e) {
        throw Faults.ofDisk(e);
      }
    }
    for (int i = 0; i < real.size(); i++) {
      Path disk = real.get(i);
      if (real.indexOf(disk) < i || sets.stream().anyMatch(set -> set.disks().contains(disk))) {
        throw new MntException(MntError.ALREADY_OPENED, disk + " is open in a disk set already.");
      }
    }
    DiskOptions options = connection.options(cache);
    Guest guest = open(real, options);
    try {
      Path folder = Files.createTempDirectory(tmpDirectory, "coldmount-");
      DiskSetHandle set = new DiskSetHandle(this, guest, real, folder);
      sets.add(set);
      for (GuestDisk disk : guest.disks()) {
        disk.disk().warnings().forEach(log::warn);
        disk.table().findings().forEach(log::warn);
      }
      return set;
    } catch (IOException e) {
      MntException failure = Faults.of(MntError.CANT_MAKE_VAR_DIR, e);
      try {
        guest.close();
      } catch (IOException closing) {
        failure.addSuppressed(closing);
      }
      throw failure;
    }
  }

  private static Guest open(List<Path> files, DiskOptions options) throws MntException {
    try {
      return Guest.open(files, Drivers.installed(), new GuestOptions(options, Map.of(), null));
    } catch (ImageException e) {
      throw opens(files, options) ? Faults.of(MntError.CANT_READ_PARTS, e) : Faults.ofDisk(e);
    } catch (IOException e) {
      throw Faults.ofDisk(e);
    }
  }

  /** Whether the disks alone open, so that it is the partition table that cannot be read. */
  private static boolean opens(List<Path> files, DiskOptions options) {
    try (DiskSet disks = DiskSet.open(files, options)) {
      return !disks.disks().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@code VixMntapi_GetDiskSetInfo}. The first call mounts the flat view.
   *
   * @throws MntException {@link MntError#DISK_NOT_MOUNTED} if the set is closed, and the errors of
   *     {@link #mountVolume} for the flat view
   */
  public synchronized DiskSetInfo getDiskSetInfo(DiskSetHandle set) throws MntException {
    requireOpen(set);
    FuseMount flat = set.flat();
    if (flat == null) {
      flat = mount(FlatFileSystem.of(set.guest()), set, "flat");
      set.flat(flat);
    }
    return new DiskSetInfo(OpenFlags.READ_ONLY, flat.mountpoint().toString());
  }

  /**
   * {@code VixMntapi_GetVolumeHandles}: the volumes that hold something, swap space left out.
   *
   * @throws MntException {@link MntError#NO_MOUNTABLE_PARTITIONS} if there is none
   */
  public synchronized VolumeHandles getVolumeHandles(DiskSetHandle set) throws MntException {
    requireOpen(set);
    List<VolumeHandle> handles = new ArrayList<>();
    for (GuestDisk disk : set.guest().disks()) {
      for (GuestVolume volume : disk.volumes()) {
        if (holdsSomething(volume.content())) {
          VolumeType type = VolumeType.of(volume, disk.table().scheme());
          handles.add(new VolumeHandle(set, volume, type));
        }
      }
    }
    if (handles.isEmpty()) {
      throw new MntException(
          MntError.NO_MOUNTABLE_PARTITIONS, set.disks() + " have no volume that can be mounted.");
    }
    return new VolumeHandles(handles);
  }

  private static boolean holdsSomething(Content content) {
    return switch (content) {
      case Content.Known known -> true;
      case Content.Foreign foreign -> !NEVER_MOUNTED.contains(foreign.format());
      case Content.Damaged damaged -> true;
      case Content.Unreadable unreadable -> true;
      case Content.Empty empty -> false;
      case Content.Unknown unknown -> false;
    };
  }

  /**
   * {@code VixMntapi_GetVolumeInfo}.
   *
   * @throws MntException {@link MntError#INVALID_HANDLE} if the handle was freed
   */
  public synchronized VolumeInfo getVolumeInfo(VolumeHandle handle) throws MntException {
    requireUsable(handle);
    FuseMount mount = handle.mount();
    List<String> places = new ArrayList<>();
    for (GuestSystem system : handle.set().systems()) {
      for (GuestMount place : system.mounts()) {
        if (place.volume() == handle.volume()) {
          places.add(place.path().startsWith("/") ? place.path() : place.path() + "\\");
        }
      }
    }
    return new VolumeInfo(
        handle.type(), mount != null, mount == null ? null : mount.mountpoint().toString(), places);
  }

  /**
   * {@code VixMntapi_GetOsInfo}: of the first system, if there are several. Nothing needs to be
   * mounted for it.
   *
   * @throws MntException {@link MntError#UNSUPPORTED_OS} if there is none, but a volume that cannot
   *     be read may hold one
   */
  public synchronized OsInfo getOsInfo(DiskSetHandle set) throws MntException {
    requireOpen(set);
    List<GuestSystem> systems = set.systems();
    if (!systems.isEmpty()) {
      systems.getFirst().findings().forEach(log::warn);
      return OsInfo.of(systems.getFirst());
    }
    for (GuestVolume volume : set.guest().volumes()) {
      if (!volume.hasFileSystem() && holdsSomething(volume.content())) {
        throw new MntException(
            MntError.UNSUPPORTED_OS,
            "There is no system that is known, but "
                + volume.name()
                + " may hold one: it "
                + volume.whyNot()
                + ".");
      }
    }
    return OsInfo.NONE;
  }

  /**
   * {@code VixMntapi_MountVolume}; {@link #getVolumeInfo} then says where.
   *
   * @param readOnly true: there is nothing else
   * @throws MntException {@link MntError#VOLUME_NOT_WRITABLE}, {@link
   *     MntError#VOLUME_ALREADY_MOUNTED}; {@link MntError#UNSUPPORTED_FT_VOLUME} for a part of a
   *     dynamic, LVM or RAID volume; {@link MntError#PARTITION_RANGE} where the partition reaches
   *     past the disk's end and cannot be read for that; {@link MntError#OPEN_FAILURE} for a file
   *     system that cannot be read; {@link MntError#MOUNTPT_NOT_FOUND}, {@link
   *     MntError#MOUNTPT_IN_USE}, {@link MntError#NO_DRIVER}, {@link MntError#PERM}, {@link
   *     MntError#OS_ERROR} of mounting
   */
  public synchronized void mountVolume(VolumeHandle handle, boolean readOnly) throws MntException {
    requireUsable(handle);
    String name = handle.name();
    if (handle.mount() != null) {
      throw new MntException(MntError.VOLUME_ALREADY_MOUNTED, name + " is mounted already.");
    }
    if (!readOnly) {
      throw new MntException(
          MntError.VOLUME_NOT_WRITABLE, name + " can be mounted read-only, and only so.");
    }
    handle.set().mounted(name, mount(fileSystem(handle), handle.set(), name));
    log.log(name + " is mounted.");
  }

  private FileSystem fileSystem(VolumeHandle handle) throws MntException {
    GuestVolume volume = handle.volume();
    boolean partOfVolume =
        volume.content() instanceof Content.Foreign foreign
            && PARTS_OF_VOLUMES.contains(foreign.format());
    if (partOfVolume || (handle.type() == VolumeType.DYNAMIC_VOLUME && !volume.hasFileSystem())) {
      throw new MntException(
          MntError.UNSUPPORTED_FT_VOLUME,
          volume.name() + " is a part of a volume, not a whole one.");
    }
    boolean cut = volume.volume().length() > volume.volume().content().size();
    MntError error = cut ? MntError.PARTITION_RANGE : MntError.OPEN_FAILURE;
    if (!volume.hasFileSystem()) {
      throw new MntException(error, volume.name() + " " + volume.whyNot() + ".");
    }
    try {
      FileSystem fileSystem = volume.fileSystem();
      for (FileSystem.Condition condition : fileSystem.conditions()) {
        log.warn(volume.name() + ": " + condition.detail());
      }
      return fileSystem;
    } catch (IOException e) {
      throw Faults.of(error, e);
    }
  }

  private static FuseMount mount(FileSystem fileSystem, DiskSetHandle set, String name)
      throws MntException {
    Path folder = set.folder().resolve(name);
    try {
      if (!Files.isDirectory(set.folder())) {
        throw new NoSuchFileException(set.folder().toString());
      }
      if (!Files.exists(folder)) {
        Files.createDirectory(folder);
      }
      String source = set.disks().getFirst().toString();
      return FuseMount.mount(MountTree.of(fileSystem), folder, MountOptions.of(source));
    } catch (IOException e) {
      throw Faults.ofMount(e);
    }
  }

  /**
   * {@code VixMntapi_DismountVolume}.
   *
   * @param force also while programs use it; their next request fails
   * @throws MntException {@link MntError#VOLUME_NOT_MOUNTED}; {@link MntError#UMOUNT} if it is in
   *     use; {@link MntError#UMOUNT_APP_NOT_FOUND} if fusermount3, which a user needs, is missing
   */
  public synchronized void dismountVolume(VolumeHandle handle, boolean force) throws MntException {
    requireUsable(handle);
    FuseMount mount = handle.mount();
    if (mount == null) {
      throw new MntException(MntError.VOLUME_NOT_MOUNTED, handle.name() + " is not mounted.");
    }
    try {
      if (!force) {
        mount.unmount();
      }
      handle.set().unmounted(handle.name());
      DiskSetHandle.end(mount);
    } catch (IOException e) {
      throw Faults.ofUnmount(e);
    }
    log.log(handle.name() + " is dismounted.");
  }

  /**
   * {@code VixMntapi_CloseDiskSet}; it ends the flat view.
   *
   * @throws MntException {@link MntError#DISK_IS_MOUNTED} while a volume is mounted; {@link
   *     MntError#DISK_NOT_MOUNTED} if it is closed already
   */
  public synchronized void closeDiskSet(DiskSetHandle set) throws MntException {
    requireOpen(set);
    if (set.hasMounts()) {
      throw new MntException(
          MntError.DISK_IS_MOUNTED, "Volumes of " + set.disks() + " are mounted: dismount them.");
    }
    sets.remove(set);
    try {
      set.close();
    } catch (IOException e) {
      throw Faults.of(MntError.OS_ERROR, e);
    }
  }

  private void requireRunning() throws MntException {
    if (exited) {
      throw new MntException(MntError.FAIL, "The library has ended: initialise it first.");
    }
  }

  private void requireOpen(DiskSetHandle set) throws MntException {
    requireRunning();
    if (set.owner() != this) {
      throw new MntException(
          MntError.ITEM_NOT_FOUND, "The disk set was opened before the library was ended.");
    }
    if (set.isClosed()) {
      throw new MntException(MntError.DISK_NOT_MOUNTED, "The disk set is closed.");
    }
  }

  private void requireUsable(VolumeHandle handle) throws MntException {
    requireOpen(handle.set());
    if (handle.isFreed()) {
      throw new MntException(MntError.INVALID_HANDLE, "The handle of the volume was freed.");
    }
  }
}
