package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.fs.DirectorySink;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.fs.FileType;
import io.coldmount.fs.Node;
import io.coldmount.mountd.guest.GuestPath;
import io.coldmount.mountd.guest.GuestVolume;
import io.coldmount.mountd.restore.Glob;
import io.coldmount.mountd.restore.GuestWalk;
import io.coldmount.mountd.restore.RestoreLog;
import io.coldmount.mountd.restore.RestoreSource;
import io.coldmount.mountd.restore.Selection;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Files of a guest without a mount. */
final class GuestFileRoutes {

  private static final int DEFAULT_ENTRIES = 1000;
  private static final int MAXIMUM_ENTRIES = 5_000;
  private static final int DEFAULT_SECONDS = 10;
  private static final int MAXIMUM_SECONDS = 60;

  /** Each tries every depth, so many of them would take for ever. */
  private static final int MAXIMUM_ANY_DEPTH = 3;

  private static final int MAXIMUM_PATTERN = 1024;

  private final Frontend frontend;
  private final DiskSets sets;

  GuestFileRoutes(Frontend frontend, DiskSets sets) {
    this.frontend = frontend;
    this.sets = sets;
  }

  List<Route> routes() {
    String volume = "/v1/disk-sets/{diskSet}/volumes/{volume}";
    return List.of(
        new Route("GET", volume + "/files", Set.of("path", "cursor", "limit"), false, this::files),
        new Route("GET", volume + "/stat", Set.of("path", "follow", "extents"), false, this::stat),
        new Route("GET", volume + "/content", Set.of("path"), false, this::content),
        new Route(
            "GET",
            volume + "/search",
            Set.of("path", "pattern", "limit", "seconds"),
            false,
            this::search));
  }

  private OpenSet.Lease lease(Ask ask) throws ApiException {
    return sets.find(ask.caller(), ask.place("diskSet")).lease();
  }

  private static GuestPath.Found find(FileSystem fileSystem, FileName path, boolean follow)
      throws IOException {
    try {
      return GuestPath.find(fileSystem, path, follow);
    } catch (NoSuchFileException e) {
      throw new ApiException(ProblemCode.PATH, path + ": there is no such file.");
    } catch (NotDirectoryException e) {
      throw new ApiException(ProblemCode.PATH, path + ": part of the path is not a directory.");
    } catch (FileSystemLoopException e) {
      throw new ApiException(ProblemCode.PATH, path + ": there are too many links on the way.");
    }
  }

  private static void require(Node node, FileType type, FileName path, String what)
      throws IOException {
    if (node.attributes().type() != type) {
      throw new ApiException(ProblemCode.PATH, path + ": it is no " + what + ".");
    }
  }

  /** A part of a folder. */
  private static final class Page {
    final List<DirectorySink.Entry> entries = new ArrayList<>();
    boolean more;
    @Nullable IOException damage;
  }

  private Answer files(Ask ask) throws IOException {
    long cursor = ask.number("cursor", 0, 0, Long.MAX_VALUE);
    int limit = (int) ask.number("limit", DEFAULT_ENTRIES, 1, MAXIMUM_ENTRIES);
    FileName path = ask.path("/");
    try (OpenSet.Lease lease = lease(ask)) {
      FileSystem fileSystem = lease.fileSystem(ask.place("volume"));
      Node folder = find(fileSystem, path, true).node();
      require(folder, FileType.DIRECTORY, path, "folder");
      Page page = page(folder, cursor, limit);
      return Answer.object(json -> page(json, fileSystem, page));
    }
  }

  private static Page page(Node folder, long cursor, int limit) {
    Page page = new Page();
    try {
      folder.list(
          cursor,
          entry -> {
            page.more = page.entries.size() == limit;
            if (!page.more) {
              page.entries.add(entry);
            }
            return !page.more;
          });
    } catch (IOException e) {
      page.damage = e;
    }
    return page;
  }

  private void page(JsonGenerator json, FileSystem fileSystem, Page page) throws IOException {
    json.writeArrayFieldStart("entries");
    for (DirectorySink.Entry entry : page.entries) {
      json.writeStartObject();
      Node node = null;
      try {
        node = fileSystem.node(entry.id());
      } catch (IOException e) {
        frontend.badEntry(json, entry.name(), entry.id(), e);
      }
      if (node != null) {
        frontend.entry(json, entry.name(), node);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    if (page.more) {
      json.writeNumberField("next", page.entries.getLast().next());
    }
    if (page.damage != null) {
      json.writeStringField("problem", frontend.failure(page.damage).sentence());
    }
  }

  private Answer stat(Ask ask) throws IOException {
    boolean follow = ask.flag("follow");
    boolean extents = ask.flag("extents");
    FileName path = ask.path("");
    try (OpenSet.Lease lease = lease(ask)) {
      FileSystem fileSystem = lease.fileSystem(ask.place("volume"));
      GuestVolume volume = lease.volume(ask.place("volume"));
      GuestPath.Found found = find(fileSystem, path, follow);
      return Answer.object(
          json -> frontend.stat(json, volume, found.path(), found.node(), extents));
    }
  }

  private Answer content(Ask ask) throws IOException {
    FileName path = ask.path("");
    OpenSet.Lease lease = lease(ask);
    boolean kept = false;
    try {
      Node node = find(lease.fileSystem(ask.place("volume")), path, true).node();
      require(node, FileType.REGULAR, path, "regular file");
      long size = node.attributes().size();
      ByteRange range = ByteRange.of(ask.headers().get(HttpHeader.RANGE), size);
      Answer answer =
          range == null
              ? new Answer.Part(node, 0, size, size, false, lease)
              : new Answer.Part(node, range.start(), range.end(), size, true, lease);
      kept = true;
      return answer;
    } finally {
      if (!kept) {
        lease.close();
      }
    }
  }

  /** What a search has found, and why it ended early if it did. */
  private static final class Search implements RestoreLog {
    final List<GuestWalk.Found> found = new ArrayList<>();
    long visited;
    long unreadable;
    String ended = "";

    @Override
    public void failed(String source, String reason) {
      unreadable++;
    }

    @Override
    public void done(String source, String target, FileType type, long bytes, How how) {}

    @Override
    public void noted(String sentence) {}

    @Override
    public void progress(long bytes) {}
  }

  private Answer search(Ask ask) throws IOException, InterruptedException {
    String typed = ask.parameter("pattern");
    if (typed == null || typed.length() > MAXIMUM_PATTERN || depths(typed) > MAXIMUM_ANY_DEPTH) {
      throw ApiException.bad(
          "the parameter pattern is a pattern of at most "
              + MAXIMUM_PATTERN
              + " characters, with ** in it at most "
              + MAXIMUM_ANY_DEPTH
              + " times.");
    }
    int limit = (int) ask.number("limit", DEFAULT_ENTRIES, 1, MAXIMUM_ENTRIES);
    long seconds = ask.number("seconds", DEFAULT_SECONDS, 1, MAXIMUM_SECONDS);
    FileName path = ask.path("/");
    Glob pattern = Glob.of(typed);
    try (OpenSet.Lease lease = lease(ask)) {
      FileSystem fileSystem = lease.fileSystem(ask.place("volume"));
      GuestPath.Found top = find(fileSystem, path, true);
      Search search = new Search();
      long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      walk(fileSystem, top, pattern, search, limit, deadline);
      return Answer.object(json -> found(json, top.path(), search));
    }
  }

  private static List<String> names(FileName path) {
    return path.length() == 0 ? List.of() : List.of(path.toString().split("/", -1));
  }

  private static int depths(String pattern) {
    return (pattern.length() - pattern.replace("**", "").length()) / 2;
  }

  private static void walk(
      FileSystem fileSystem,
      GuestPath.Found top,
      Glob pattern,
      Search search,
      int limit,
      long deadline)
      throws InterruptedException {
    GuestWalk.Visitor visitor =
        found -> {
          search.visited++;
          if (search.found.size() == limit) {
            search.ended = "limit";
          } else if (System.nanoTime() - deadline > 0) {
            search.ended = "time";
          } else if (pattern.matches(names(found.path()))) {
            search.found.add(found);
          }
          return search.ended.isEmpty();
        };
    new GuestWalk(Selection.ALL, search, visitor)
        .walk(List.of(new RestoreSource(fileSystem, top.node(), null, "")));
  }

  private void found(JsonGenerator json, FileName top, Search search) throws IOException {
    json.writeArrayFieldStart("files");
    for (GuestWalk.Found found : search.found) {
      json.writeStartObject();
      frontend.name(json, "path", joined(top, found.path()));
      frontend.entry(json, last(found.path()), found.node());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("visited", search.visited);
    json.writeNumberField("unreadable", search.unreadable);
    json.writeBooleanField("complete", search.ended.isEmpty());
    json.writeStringField("ended", search.ended);
  }

  static FileName last(FileName path) {
    byte[] bytes = path.bytes();
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    return FileName.of(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private static FileName joined(FileName top, FileName below) {
    byte[] bytes = new byte[top.length() + 1 + below.length()];
    top.copyTo(bytes, 0);
    int length = top.length() == 1 ? 0 : top.length();
    bytes[length] = '/';
    below.copyTo(bytes, length + 1);
    return FileName.of(Arrays.copyOf(bytes, length + 1 + below.length()));
  }
}
