package io.coldmount.mountd.daemon;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server library itself refuses is a problem document too. */
final class Problems extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Answer.Whole whole = problem(response.getStatus());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, whole.type());
    response.write(true, ByteBuffer.wrap(whole.body()), callback);
    return true;
  }

  @Override
  @SuppressWarnings("removal") // there is no other way yet to say it without HTML
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    Answer.Whole whole = problem(status);
    fields.put(HttpHeader.CONTENT_TYPE, whole.type());
    fields.put(HttpHeader.CONTENT_LENGTH, whole.body().length);
    return ByteBuffer.wrap(whole.body());
  }

  private static Answer.Whole problem(int status) {
    ProblemCode code = status == 500 ? ProblemCode.INTERNAL : ProblemCode.BAD_REQUEST;
    return Answer.problem(
        status,
        new ApiException(code, "the request cannot be answered (" + status + ")."),
        Map.of());
  }
}
