package io.coldmount.diskset.vmdk;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whole images, good ones with bytes changed: tables, grains and all. */
final class ImageFuzzTest {

  @FuzzTest
  void aDamagedHostedExtentIsReadAround(FuzzedDataProvider data) throws Exception {
    damage(Fixture.HOSTED, data);
  }

  @FuzzTest
  void aDamagedStreamIsReadAround(FuzzedDataProvider data) throws Exception {
    damage(Fixture.STREAM, data);
  }

  @FuzzTest
  void aDamagedCowdExtentIsReadAround(FuzzedDataProvider data) throws Exception {
    damage(Fixture.COWD, data);
  }

  @FuzzTest
  void aDamagedSeSparseExtentIsReadAround(FuzzedDataProvider data) throws Exception {
    damage(Fixture.SE_SPARSE, data);
  }

  private static void damage(Fixture fixture, FuzzedDataProvider data) throws Exception {
    byte[] image = fixture.image();
    for (int i = 0; i < 16 && data.remainingBytes() > 4; i++) {
      int place = fixture.place(data.consumeInt(0, Integer.MAX_VALUE));
      byte[] patch = data.consumeBytes(8);
      System.arraycopy(patch, 0, image, place, Math.min(patch.length, image.length - place));
    }
    Exercise.image(image);
  }
}
