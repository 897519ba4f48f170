package io.coldmount.diskset.vmdk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.block.ImageException;

final class DescriptorFuzzTest {

  @FuzzTest
  void aDescriptorIsReadOrRefused(byte[] data) {
    DescriptorText.matches(data);
    try {
      Descriptor descriptor = Descriptor.parse("d.vmdk", data);
      descriptor.capacity("d.vmdk");
    } catch (ImageException expected) {
      assert !expected.getMessage().isBlank();
    }
  }
}
