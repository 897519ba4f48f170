package io.coldmount.mountd.daemon;

import io.coldmount.fs.FileName;
import io.coldmount.fs.FileSystem;
import io.coldmount.mountd.guest.GuestPath;
import io.coldmount.mountd.restore.Glob;
import io.coldmount.mountd.restore.Owners;
import io.coldmount.mountd.restore.RestoreOptions;
import io.coldmount.mountd.restore.RestoreSource;
import io.coldmount.mountd.restore.Selection;
import io.coldmount.mountd.scan.ScanSettings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The jobs of this daemon, and the ends of those that are over. */
final class Jobs {

  /** Running ones, and ends that are remembered, for each caller. */
  private static final int MAXIMUM_RUNNING = 8;

  private static final int REMEMBERED = 20;

  private static final int LIMIT = MAXIMUM_RUNNING + REMEMBERED;

  private final Frontend frontend;
  private final DiskSets sets;
  private final Registry<Job> jobs = new Registry<>("job", LIMIT);
  private final AtomicLong begun = new AtomicLong();

  Jobs(Frontend frontend, DiskSets sets) {
    this.frontend = frontend;
    this.sets = sets;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/jobs", Set.of(), true, this::list),
        new Route("POST", "/v1/jobs", Set.of(), false, this::begin),
        new Route("GET", "/v1/jobs/{job}", Set.of(), true, this::show),
        new Route("DELETE", "/v1/jobs/{job}", Set.of(), true, this::forget),
        new Route("POST", "/v1/jobs/{job}/cancel", Set.of(), true, this::cancel),
        new Route("GET", "/v1/jobs/{job}/events", Set.of("after"), true, this::events));
  }

  long running() {
    return jobs.all().stream().filter(job -> job.state() == Job.State.RUNNING).count();
  }

  /** How many there have been. */
  long begun() {
    return begun.get();
  }

  private Answer list(Ask ask) throws IOException {
    return Answer.object(
        json -> {
          json.writeArrayFieldStart("jobs");
          for (Job job : jobs.of(ask.caller())) {
            json.writeStartObject();
            job.write(json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private Job find(Ask ask) throws ApiException {
    return jobs.find(ask.caller(), ask.place("job"));
  }

  private Answer show(Ask ask) throws IOException {
    return Answer.object(find(ask)::write);
  }

  private Answer begin(Ask ask) throws IOException {
    JsonBody body = ask.json();
    String type = body.needed("type");
    OpenSet set = sets.find(ask.caller(), body.needed("diskSet"));
    String id = jobs.nextId();
    OpenSet.Lease lease = set.hold(id);
    boolean running = false;
    try {
      Job job = job(type, id, lease, body);
      body.end();
      add(job);
      job.start();
      begun.incrementAndGet();
      running = true;
      return Answer.object(202, Map.of("Location", "/v1/jobs/" + id), job::write);
    } finally {
      if (!running) {
        lease.close();
      }
    }
  }

  private Job job(String type, String id, OpenSet.Lease lease, JsonBody body) throws IOException {
    return switch (type) {
      case "check" -> new CheckJob(id, lease, frontend, sets.cache(), body.flag("data"));
      case "scan" -> scan(id, lease, body);
      case "copy" -> copy(id, lease, body);
      default -> throw ApiException.bad("a job is of the type check, scan or copy.");
    };
  }

  /** Ends of the longest ago are forgotten for new jobs. */
  private synchronized void add(Job job) throws ApiException {
    List<Job> own =
        jobs.all().stream().filter(other -> other.owner().uid() == job.owner().uid()).toList();
    long running = own.stream().filter(other -> other.state() == Job.State.RUNNING).count();
    if (running >= MAXIMUM_RUNNING) {
      throw new ApiException(
          ProblemCode.TOO_MANY, "user " + job.owner().uid() + " has " + running + " running jobs.");
    }
    own.stream()
        .filter(other -> other.state() != Job.State.RUNNING)
        .sorted(Comparator.comparing(Job::ended).reversed())
        .skip(REMEMBERED - 1)
        .forEach(jobs::remove);
    jobs.add(job);
  }

  private ScanJob scan(String id, OpenSet.Lease lease, JsonBody body) throws ApiException {
    String engine = body.text("engine");
    String chosen = engine == null ? "clamd" : engine;
    if (lease.set().rights().borrowed() && !chosen.equals("clamd")) {
      throw new ApiException(
          ProblemCode.FORBIDDEN,
          "the engine \""
              + chosen
              + "\" would be run or reached by root: only \"clamd\", as root has set it up, is for"
              + " users.");
    }
    Selection selection =
        new Selection(globs(body.texts("include")), globs(body.texts("exclude")), null);
    long maxSize = body.number("maxSize", Long.MAX_VALUE, 0, Long.MAX_VALUE);
    int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);
    return new ScanJob(
        id, lease, frontend, chosen, new ScanSettings(selection, maxSize, workers, false));
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::of).toList();
  }

  private CopyJob copy(String id, OpenSet.Lease lease, JsonBody body) throws IOException {
    if (lease.set().rights().borrowed()) {
      throw new ApiException(
          ProblemCode.FORBIDDEN,
          "the system's daemon writes files for root only: use \"coldmount cp\", or a daemon of"
              + " your own.");
    }
    FileSystem fileSystem = lease.fileSystem(body.needed("volume"));
    List<RestoreSource> sources = new ArrayList<>();
    for (String path : body.texts("paths")) {
      sources.add(source(fileSystem, path));
    }
    if (sources.isEmpty()) {
      throw ApiException.bad("the field \"paths\" names no file.");
    }
    Path target = body.path("target");
    RestoreOptions options =
        new RestoreOptions(
            existing(body.text("existing")),
            body.flag("resume"),
            body.flag("verify"),
            RestoreOptions.Streams.XATTRS,
            new Selection(List.of(), globs(body.texts("exclude")), null),
            Owners.BY_NUMBER,
            RestoreOptions.defaultWorkers());
    return new CopyJob(id, lease, frontend, sources, target, options);
  }

  private static RestoreSource source(FileSystem fileSystem, String path) throws IOException {
    try {
      GuestPath.Found found = GuestPath.find(fileSystem, FileName.of(path), false);
      FileName name = found.path().length() == 1 ? null : GuestFileRoutes.last(found.path());
      return new RestoreSource(fileSystem, found.node(), name, path);
    } catch (NoSuchFileException e) {
      throw new ApiException(ProblemCode.PATH, path + ": there is no such file.");
    }
  }

  private static RestoreOptions.Existing existing(@Nullable String word) throws ApiException {
    if (word == null) {
      return RestoreOptions.Existing.REFUSE;
    }
    try {
      return RestoreOptions.Existing.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ApiException.bad("the field \"existing\" is refuse, overwrite, keep or rename.");
    }
  }

  private Answer cancel(Ask ask) throws IOException {
    Job job = find(ask);
    job.cancel();
    return Answer.object(202, Map.of(), job::write);
  }

  private Answer forget(Ask ask) throws IOException {
    Job job = find(ask);
    if (job.state() == Job.State.RUNNING) {
      throw new ApiException(ProblemCode.BUSY, "it is running: cancel it first.");
    }
    jobs.remove(job);
    return Answer.nothing();
  }

  private Answer events(Ask ask) throws IOException {
    Job job = find(ask);
    String last = ask.headers().get("Last-Event-ID");
    boolean again = last != null && last.matches("[0-9]{1,18}");
    long after = again ? Long.parseLong(last) : ask.number("after", 0, 0, Long.MAX_VALUE);
    return new Answer.Events(job, after);
  }

  /** Ends all that run; for the end of the daemon. */
  void endAll() {
    jobs.all().forEach(Job::cancel);
  }
}
