package io.coldmount.mountd.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests in, finds what answers them, and sends the answers. */
final class Api extends Handler.Abstract {

  /** An answer that no memory is counted for. */
  private static final int SMALL = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  /** A request names paths and options; more than this is none of ours. */
  private static final int MAXIMUM_BODY = 64 * 1024;

  private final List<Route> routes;
  private final Frontend frontend;
  private final Connections connections;
  private final Workers workers;
  private final Metrics metrics;
  private final ScheduledExecutorService clock;
  private final Budget budget = new Budget();

  Api(
      List<Route> routes,
      Frontend frontend,
      Connections connections,
      Workers workers,
      Metrics metrics,
      ScheduledExecutorService clock) {
    this.routes = List.copyOf(routes);
    this.frontend = frontend;
    this.connections = connections;
    this.workers = workers;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    metrics.begins();
    new Turn(request, response, callback).begin();
    return true;
  }

  /** One request on its way to its answer. */
  private final class Turn {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private final long begun = System.nanoTime();
    private @Nullable Route route;
    private @Nullable Caller caller;
    private Map<String, String> places = Map.of();

    Turn(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = Callback.from(this::count, callback);
    }

    private void count() {
      metrics.ends(response.getStatus(), System.nanoTime() - begun);
    }

    void begin() {
      try {
        caller = connections.of(request.getConnectionMetaData().getConnection());
        if (caller == null) {
          throw new ApiException(ProblemCode.FORBIDDEN, "this user is not served here.");
        }
        Route found = find();
        route = found;
        if (request.getMethod().equals("POST")) {
          accept();
          read();
        } else {
          dispatch(found);
        }
      } catch (ApiException e) {
        problem(e, Map.of());
      }
    }

    private Route find() throws ApiException {
      List<String> parts = Route.parts(request.getHttpURI().getPath());
      TreeSet<String> methods = new TreeSet<>();
      for (Route one : routes) {
        Map<String, String> matched = one.match(parts);
        if (matched != null && one.method().equals(request.getMethod())) {
          places = matched;
          return one;
        }
        if (matched != null) {
          methods.add(one.method());
        }
      }
      if (methods.isEmpty()) {
        throw ApiException.notFound("such path");
      }
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
      throw new ApiException(
          ProblemCode.METHOD_NOT_ALLOWED, "the path takes " + String.join(", ", methods) + ".");
    }

    private void accept() throws ApiException {
      String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
      if (request.getLength() != 0 && type != null && !type.startsWith("application/json")) {
        throw new ApiException(ProblemCode.MEDIA_TYPE, "the body is application/json.");
      }
      if (request.getLength() > MAXIMUM_BODY) {
        throw tooLarge();
      }
    }

    private static ApiException tooLarge() {
      return new ApiException(
          ProblemCode.TOO_LARGE, "a request has at most " + MAXIMUM_BODY + " bytes.");
    }

    /** Takes what has come of the body; is called again when there is more. */
    private void read() {
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this::read);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          callback.failed(chunk.getFailure());
          return;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        boolean fits = body.size() + bytes.remaining() <= MAXIMUM_BODY;
        if (fits) {
          byte[] part = new byte[bytes.remaining()];
          bytes.get(part);
          body.writeBytes(part);
        }
        boolean last = chunk.isLast();
        chunk.release();
        if (!fits) {
          problem(tooLarge(), Map.of());
          return;
        }
        if (last) {
          Route found = route;
          if (found != null) {
            dispatch(found);
          }
          return;
        }
      }
    }

    private void dispatch(Route found) {
      Caller who = caller;
      if (who == null) {
        return;
      }
      if (found.quick()) {
        answer(found, who);
        return;
      }
      try {
        workers.of(who).execute(() -> answer(found, who));
      } catch (RejectedExecutionException e) {
        problem(
            new ApiException(ProblemCode.OVERLOADED, "too many requests wait."),
            Map.of("Retry-After", "1"));
      }
    }

    private void answer(Route found, Caller who) {
      Answer answer;
      try {
        Map<String, byte[]> query = Ask.parameters(request.getHttpURI().getQuery());
        for (String name : query.keySet()) {
          if (!found.parameters().contains(name)) {
            throw ApiException.bad("there is no parameter \"" + name + "\".");
          }
        }
        answer =
            found
                .responder()
                .answer(new Ask(who, places, query, request.getHeaders(), body.toByteArray()));
      } catch (Throwable t) { // the guard: whatever it is costs this request alone
        if (t instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        ApiException failure = t instanceof ApiException api ? api : frontend.failure(t);
        if (failure.code() == ProblemCode.INTERNAL) {
          LOG.error("{} {} failed", request.getMethod(), found.path(), t);
        }
        problem(failure, Map.of());
        return;
      }
      send(answer, who);
    }

    private void problem(ApiException problem, Map<String, String> headers) {
      whole(Answer.problem(problem, headers));
    }

    /** Sends an answer that may be large; a problem never is. */
    private void large(Answer.Whole whole, Caller who) {
      int size = whole.body().length;
      if (size <= SMALL) {
        whole(
            whole); // as a problem would be: whoever has too much open still learns how things are
        return;
      }
      try {
        budget.take(who, size);
      } catch (ApiException e) {
        problem(e, Map.of("Retry-After", "1"));
        return;
      }
      whole(whole, Callback.from(callback, () -> budget.give(who, size)));
    }

    private void whole(Answer.Whole whole) {
      whole(whole, callback);
    }

    private void whole(Answer.Whole whole, Callback done) {
      response.setStatus(whole.status());
      if (!whole.type().isEmpty()) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, whole.type());
      }
      whole.headers().forEach(response.getHeaders()::put);
      response.write(true, ByteBuffer.wrap(whole.body()), done);
    }

    private void send(Answer answer, Caller who) {
      switch (answer) {
        case Answer.Whole whole -> large(whole, who);
        case Answer.Part part -> part(part, who);
        case Answer.Events events -> {
          response.setStatus(200);
          response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
          response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
          new EventStream(events.job().events(), events.after(), response, callback, clock).start();
        }
      }
    }

    private void part(Answer.Part part, Caller who) {
      long length = part.end() - part.start();
      int size = (int) Math.min(ContentStream.PIECE, length);
      try {
        budget.take(who, size);
      } catch (ApiException e) {
        part.lease().close();
        problem(e, Map.of("Retry-After", "1"));
        return;
      }
      Callback done = Callback.from(callback, () -> budget.give(who, size));
      response.setStatus(part.ranged() ? 206 : 200);
      var headers = response.getHeaders();
      headers.put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
      headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
      headers.put(HttpHeader.CONTENT_LENGTH, length);
      if (part.ranged()) {
        headers.put(
            HttpHeader.CONTENT_RANGE,
            "bytes " + part.start() + "-" + (part.end() - 1) + "/" + part.size());
      }
      if (length == 0) {
        part.lease().close();
        response.write(true, ByteBuffer.allocate(0), done);
      } else {
        new ContentStream(part, response, done, workers.of(who)).next();
      }
    }
  }

  /** All routes, for the test that holds the document of the API against them. */
  static List<Route> all(List<List<Route>> parts) {
    List<Route> routes = new ArrayList<>();
    parts.forEach(routes::addAll);
    return routes;
  }
}
