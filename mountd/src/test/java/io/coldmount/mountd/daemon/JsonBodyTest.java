package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class JsonBodyTest {

  private static JsonBody body(String text) throws ApiException {
    return JsonBody.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void fails(String sentence, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ApiException.class).hasMessageContaining(sentence);
  }

  @Test
  void fieldsAreTakenByTheirTypes() throws ApiException {
    JsonBody body =
        body("{\"a\":\"x\",\"b\":true,\"c\":[\"y\"],\"d\":5,\"e\":{\"n\":\"/p\"},\"f\":\"/q\"}");
    assertThat(body.text("a")).isEqualTo("x");
    assertThat(body.flag("b")).isTrue();
    assertThat(body.texts("c")).containsExactly("y");
    assertThat(body.number("d", 0, 0, 9)).isEqualTo(5);
    assertThat(body.namedPaths("e")).isEqualTo(Map.of("n", Path.of("/p")));
    assertThat(body.path("f")).isEqualTo(Path.of("/q"));
    body.end();
  }

  @Test
  void aFieldOfAnotherTypeIsNamed() throws ApiException {
    JsonBody body = body("{\"a\":1,\"b\":\"x\",\"c\":[1],\"d\":99,\"e\":{\"n\":1},\"f\":\"q\"}");
    fails("\"a\" is a string", () -> body.text("a"));
    fails("\"b\" is true or false", () -> body.flag("b"));
    fails("\"c\" is an array of strings", () -> body.texts("c"));
    fails("\"d\" is a number from 0 to 9", () -> body.number("d", 0, 0, 9));
    fails("\"e\" is an object of strings", () -> body.namedPaths("e"));
    fails("\"f\" takes absolute paths", () -> body.path("f"));
    fails("\"g\" is missing", () -> body.needed("g"));
  }

  @Test
  void whatIsNoRequestIsRefused() throws ApiException {
    fails("is not a JSON object", () -> body("[]"));
    fails("is not JSON", () -> body("{"));
    fails("something follows", () -> body("{} {}"));
    fails("is there twice", () -> body("{\"a\":1,\"a\":2}"));
    fails("has no such value", () -> body("{\"a\":null}"));
    fails("has no such value", () -> body("{\"a\":1.5}"));
    fails("nested too deeply", () -> body("{\"a\":" + "[".repeat(9) + "]".repeat(9) + "}"));
    fails("there is no field \"z\"", () -> body("{\"z\":1}").end());
    fails("absolute paths", () -> body("{\"a\":\"/x\\u0000y\"}").path("a"));
    assertThat(JsonBody.parse(new byte[0]).has("a")).isFalse();
  }
}
