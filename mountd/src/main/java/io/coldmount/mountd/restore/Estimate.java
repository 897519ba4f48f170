package io.coldmount.mountd.restore;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/** Counts in the background how many bytes a restore will copy, for the time that is left. */
public final class Estimate {

  private record Folder(FileSystem fileSystem, Node node, List<String> names, int level) {}

  private final List<RestoreSource> sources;
  private final Selection selection;
  private final GuestFolders entered = new GuestFolders();
  private final Deque<Folder> folders = new ArrayDeque<>();
  private volatile boolean stopped;
  private long bytes;

  /** Counts nothing before {@link #start}. */
  public Estimate(List<RestoreSource> sources, Selection selection) {
    this.sources = List.copyOf(sources);
    this.selection = selection;
  }

  /** Begins to count; {@code total} hears the sum when all is counted. */
  public void start(LongConsumer total) {
    Thread.ofPlatform()
        .name("restore-estimate")
        .daemon()
        .start(
            () -> {
              for (RestoreSource source : sources) {
                List<String> names =
                    source.name() == null ? List.of() : List.of(source.name().toString());
                count(source.fileSystem(), source.node(), names, 0);
                while (!folders.isEmpty() && !stopped) {
                  list(folders.pop());
                }
              }
              if (!stopped) {
                total.accept(bytes);
              }
            });
  }

  /** Ends the counting, if it still goes on. */
  public void stop() {
    stopped = true;
  }

  private void list(Folder folder) {
    try {
      entered.enter(folder.fileSystem, folder.node.id(), folder.level);
      folder.node.list(
          0,
          entry -> {
            List<String> names = List.of();
            if (!selection.takesAll()) {
              names = new ArrayList<>(folder.names);
              names.add(entry.name().toString());
            }
            try {
              Node node = folder.fileSystem.node(entry.id());
              count(folder.fileSystem, node, names, folder.level + 1);
            } catch (IOException e) {
              // the restore itself will tell
            }
            return !stopped;
          });
    } catch (IOException e) {
      // the restore itself will tell
    }
  }

  private void count(FileSystem fileSystem, Node node, List<String> names, int level) {
    try {
      Attributes attributes = node.attributes();
      if (!selection.takesAll() && !names.isEmpty() && !selection.takes(names, attributes)) {
        return;
      }
      if (attributes.type() == FileType.DIRECTORY) {
        folders.push(new Folder(fileSystem, node, names, level));
      } else if (attributes.type() == FileType.REGULAR) {
        bytes += attributes.size();
      }
    } catch (IOException e) {
      // the restore itself will tell
    }
  }
}
