package io.coldmount.mountd.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coldmount.block.ImageCache;
import io.coldmount.mountd.guest.Guest;
import io.coldmount.mountd.guest.GuestDisk;
import io.coldmount.mountd.guest.GuestOptions;
import io.coldmount.mountd.guest.GuestVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The disk sets that are open. */
final class DiskSets {

  /** For a caller who is not root. */
  private static final int LIMIT = 256;

  private final Frontend frontend;
  private final ImageCache cache;
  private final Duration expiry;
  private final Registry<OpenSet> sets = new Registry<>("disk set", LIMIT);

  /**
   * None yet.
   *
   * @param expiry how long a set stays open without use
   */
  DiskSets(Frontend frontend, ImageCache cache, Duration expiry) {
    this.frontend = frontend;
    this.cache = cache;
    this.expiry = expiry;
  }

  ImageCache cache() {
    return cache;
  }

  List<Route> routes() {
    String set = "/v1/disk-sets/{diskSet}";
    return List.of(
        new Route("GET", "/v1/disk-sets", Set.of(), true, this::list),
        new Route("POST", "/v1/disk-sets", Set.of(), false, this::open),
        new Route("GET", set, Set.of(), false, this::show),
        new Route("DELETE", set, Set.of(), false, this::close),
        new Route("GET", set + "/disks", Set.of(), false, this::disks),
        new Route("GET", set + "/disks/{disk}/links", Set.of(), false, this::links),
        new Route("GET", set + "/volumes", Set.of(), false, this::volumes),
        new Route("GET", set + "/volumes/{volume}", Set.of(), false, this::volume),
        new Route("GET", set + "/os", Set.of(), false, this::systems));
  }

  OpenSet find(Caller caller, String id) throws ApiException {
    return sets.find(caller, id);
  }

  /** Opens disks with the caller's rights; the set is in the list from then on. */
  OpenSet open(
      Caller caller, OpenRequest request, List<String> options, Map<String, String> driverOptions)
      throws IOException {
    String driver = request.driver();
    if (driver != null && frontend.drivers().named(driver).isEmpty()) {
      throw ApiException.bad("there is no driver \"" + driver + "\".");
    }
    Rights rights = Rights.of(caller);
    GuestOptions how = new GuestOptions(request.options(rights, cache), driverOptions, driver);
    Guest guest = rights.call(() -> Guest.open(request.disks(), frontend.drivers(), how));
    OpenSet set = new OpenSet(sets.nextId(), rights, request, options, guest);
    try {
      sets.add(set);
    } catch (ApiException e) {
      set.end();
      throw e;
    }
    return set;
  }

  /** Closes a set if nothing but requests uses it. */
  void close(OpenSet set) throws ApiException {
    set.end();
    sets.remove(set);
  }

  /** Closes sets that nobody has used for long. */
  void expire() {
    for (OpenSet set : sets.all()) {
      if (set.unused() > expiry.toNanos()) {
        try {
          close(set);
        } catch (ApiException e) {
          // it has come into use meanwhile
        }
      }
    }
  }

  int size() {
    return sets.all().size();
  }

  private Answer list(Ask ask) throws IOException {
    return Answer.object(
        json -> {
          json.writeArrayFieldStart("diskSets");
          for (OpenSet set : sets.of(ask.caller())) {
            json.writeStartObject();
            summary(json, set);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void summary(JsonGenerator json, OpenSet set) throws IOException {
    json.writeStringField("id", set.id());
    json.writeNumberField("owner", set.owner().uid());
    json.writeArrayFieldStart("files");
    for (Path disk : set.request().disks()) {
      json.writeString(disk.toString());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("usedBy");
    for (String holder : set.holders()) {
      json.writeString(holder);
    }
    json.writeEndArray();
  }

  private Answer open(Ask ask) throws IOException {
    JsonBody body = ask.json();
    OpenRequest request = OpenRequest.of(body);
    List<String> options = body.texts("options");
    body.end();
    OpenSet set = open(ask.caller(), request, options, frontend.driverOptions(options));
    try (OpenSet.Lease lease = set.lease()) {
      return Answer.object(
          201, Map.of("Location", "/v1/disk-sets/" + set.id()), json -> whole(json, lease));
    }
  }

  private void whole(JsonGenerator json, OpenSet.Lease lease) throws IOException {
    summary(json, lease.set());
    json.writeArrayFieldStart("disks");
    for (GuestDisk disk : lease.guest().disks()) {
      frontend.disk(json, disk);
    }
    json.writeEndArray();
    volumesOf(json, lease);
  }

  private void volumesOf(JsonGenerator json, OpenSet.Lease lease) throws IOException {
    json.writeArrayFieldStart("volumes");
    for (GuestVolume volume : lease.guest().volumes()) {
      frontend.volume(json, volume);
    }
    json.writeEndArray();
  }

  private OpenSet.Lease lease(Ask ask) throws ApiException {
    return find(ask.caller(), ask.place("diskSet")).lease();
  }

  private Answer show(Ask ask) throws IOException {
    try (OpenSet.Lease lease = lease(ask)) {
      return Answer.object(json -> whole(json, lease));
    }
  }

  private Answer close(Ask ask) throws IOException {
    close(find(ask.caller(), ask.place("diskSet")));
    return Answer.nothing();
  }

  private Answer disks(Ask ask) throws IOException {
    try (OpenSet.Lease lease = lease(ask)) {
      return Answer.object(
          json -> {
            json.writeArrayFieldStart("disks");
            for (GuestDisk disk : lease.guest().disks()) {
              frontend.disk(json, disk);
            }
            json.writeEndArray();
          });
    }
  }

  private Answer links(Ask ask) throws IOException {
    try (OpenSet.Lease lease = lease(ask)) {
      List<GuestDisk> disks = lease.guest().disks();
      String place = ask.place("disk");
      if (!place.matches("[0-9]{1,4}") || Integer.parseInt(place) >= disks.size()) {
        throw ApiException.notFound("disk " + place + ": they are counted from 0");
      }
      return Answer.object(
          json -> {
            json.writeFieldName("links");
            frontend.links(json, disks.get(Integer.parseInt(place)));
          });
    }
  }

  private Answer volumes(Ask ask) throws IOException {
    try (OpenSet.Lease lease = lease(ask)) {
      return Answer.object(json -> volumesOf(json, lease));
    }
  }

  private Answer volume(Ask ask) throws IOException {
    try (OpenSet.Lease lease = lease(ask)) {
      GuestVolume volume = lease.volume(ask.place("volume"));
      return Answer.object(
          json -> {
            json.writeFieldName("volume");
            frontend.volume(json, volume);
          });
    }
  }

  private Answer systems(Ask ask) throws IOException {
    try (OpenSet.Lease lease = lease(ask)) {
      return Answer.object(
          json -> {
            json.writeFieldName("systems");
            frontend.systems(json, lease.guest());
          });
    }
  }
}
