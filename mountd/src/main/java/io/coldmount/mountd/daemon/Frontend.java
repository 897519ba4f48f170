package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.FileName;
import io.coldmount.fs.Node;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the command line and the API have in common, so that both mean and say the same. */
public interface Frontend {

  Drivers drivers();

  /** The version of this build. */
  String version();

  /** What a failure means. */
  ApiException failure(Throwable thrown);

  /** The options of drivers among {@code options}, which hold no others. */
  Map<String, String> driverOptions(List<String> options) throws IOException;

  /** What a request to mount asks for. */
  MountPlan plan(List<String> options, List<String> volumes, @Nullable String layout)
      throws IOException;

  /** A disk: its name, size, chain and partition table. */
  void disk(JsonGenerator json, GuestDisk disk) throws IOException;

  /** The links of a disk's chain, as an array. */
  void links(JsonGenerator json, GuestDisk disk) throws IOException;

  /** A volume, with its file system if it opens. */
  void volume(JsonGenerator json, GuestVolume volume) throws IOException;

  /** The operating systems of a guest, as an array. */
  void systems(JsonGenerator json, Guest guest) throws IOException;

  /** The fields of an entry of a folder. */
  void entry(JsonGenerator json, FileName name, Node node) throws IOException;

  /** An entry whose node cannot be had. */
  void badEntry(JsonGenerator json, FileName name, long id, IOException problem) throws IOException;

  /** All that the guest keeps about a file. */
  void stat(JsonGenerator json, GuestVolume volume, FileName path, Node node, boolean extents)
      throws IOException;

  /** A file name, with its bytes where it is no text. */
  void name(JsonGenerator json, String field, FileName name) throws IOException;

  /** How a guest is to be mounted. */
  interface MountPlan {

    /** The options that are for file-system drivers. */
    Map<String, String> driverOptions();

    /** Refuses a mountpoint that cannot be one; with the rights of who asks. */
    void checkPlace(Path mountpoint, List<Path> disks) throws IOException;

    /** The tree to mount; what is left out of it is told. */
    MountTree tree(Guest guest, Consumer<String> warnings) throws IOException;

    MountOptions options(String image);
  }
}
