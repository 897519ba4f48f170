package io.coldmount.mountd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RegistryTest {

  private record Thing(String id, Caller owner) implements Owned {}

  private static final Caller ROOT = new Caller(0, 0, List.of());
  private static final Caller ANN = new Caller(1, 1, List.of());
  private static final Caller BOB = new Caller(2, 2, List.of());

  private final Registry<Thing> things = new Registry<>("thing", 2);

  private Thing added(Caller owner) throws ApiException {
    Thing thing = new Thing(things.nextId(), owner);
    things.add(thing);
    return thing;
  }

  @Test
  void aUserHasNoMoreThanHisShareAndOthersStillHaveTheirs() throws ApiException {
    Thing first = added(ANN);
    added(ANN);
    assertThatThrownBy(() -> added(ANN)).hasMessage("user 1 has 2 of these already.");
    added(BOB);
    assertThat(things.remove(first)).isTrue();
    added(ANN);
    for (int i = 0; i < 10; i++) {
      added(ROOT);
    }
  }

  @Test
  void anothersThingIsNotThere() throws ApiException {
    Thing thing = added(ANN);
    assertThat(things.find(ANN, thing.id())).isEqualTo(thing);
    assertThat(things.find(ROOT, thing.id())).isEqualTo(thing);
    assertThatThrownBy(() -> things.find(BOB, thing.id()))
        .hasMessage("there is no thing \"" + thing.id() + "\".");
    assertThat(things.of(BOB)).isEmpty();
    assertThat(things.of(ROOT)).containsExactly(thing);
  }
}
