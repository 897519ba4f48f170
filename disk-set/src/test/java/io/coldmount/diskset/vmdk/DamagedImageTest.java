package io.coldmount.diskset.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Good images with random bytes in their metadata: an error or a reading, never anything else. */
final class DamagedImageTest {

  private static final long SEED = 20260101;

  @ParameterizedTest
  @EnumSource(Fixture.class)
  void randomDamageIsAnErrorOrIsReadAround(Fixture fixture) throws Exception {
    byte[] good = fixture.image();
    assertThat(Exercise.image(good)).isEmpty();
    Random random = new Random(SEED);
    int damaged = 0;
    for (int round = 0; round < 150; round++) {
      byte[] bad = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bad[fixture.place(random.nextInt(Integer.MAX_VALUE))] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(good.length) : good.length;
      damaged += Exercise.image(java.util.Arrays.copyOf(bad, length)).isEmpty() ? 0 : 1;
    }
    assertThat(damaged).as("seed %s", SEED).isPositive();
  }
}
