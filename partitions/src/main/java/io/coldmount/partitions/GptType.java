package io.coldmount.partitions;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What the types of a GPT are called. Sources: UEFI specification 2.10, table 5.7; the Discoverable
 * Partitions Specification; Microsoft, {@code PARTITION_INFORMATION_GPT}; the list of {@code sfdisk
 * --list-types --label gpt}.
 */
final class GptType {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("024dee41-33e7-11d3-9d69-0008c781f39f", "MBR partition scheme"),
          entry("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "EFI system"),
          entry("21686148-6449-6e6f-744e-656564454649", "BIOS boot"),
          entry("e3c9e316-0b5c-4db8-817d-f92df00215ae", "Microsoft reserved"),
          entry("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "Microsoft basic data"),
          entry("5808c8aa-7e8f-42e0-85d2-e1e90434cfb3", "Windows dynamic disk metadata (LDM)"),
          entry("af9b60a0-1431-4f62-bc68-3311714a69ad", "Windows dynamic disk data (LDM)"),
          entry("de94bba4-06d1-4d40-a16a-bfd50179d6ac", "Windows recovery environment"),
          entry("e75caf8f-f680-4cee-afa3-b001e56efc2d", "Windows storage space"),
          entry("558d43c5-a1ac-43c0-aac8-d1472b2923d1", "Windows storage replica"),
          entry("37affc90-ef7d-4e96-91c3-2d7ae055b174", "IBM GPFS"),
          entry("0fc63daf-8483-4772-8e79-3d69d8477de4", "Linux"),
          entry("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "Linux swap"),
          entry("e6d6d379-f507-44c2-a23c-238f2a3df928", "Linux LVM"),
          entry("a19d880f-05fc-4d3b-a006-743f0f84911e", "Linux RAID"),
          entry("bc13c2ff-59e6-4262-a352-b275fd6f7172", "Linux extended boot (XBOOTLDR)"),
          entry("933ac7e1-2eb4-4f13-b844-0e14e2aef915", "Linux home"),
          entry("3b8f8425-20e0-4f3b-907f-1a25a76f98e8", "Linux server data"),
          entry("4d21b016-b534-45c2-a9fb-5c16e091fd2d", "Linux variable data"),
          entry("7ec6f557-3bc5-4aca-b293-16ef5df639d1", "Linux temporary data"),
          entry("8da63339-0007-60c0-c436-083ac8230908", "Linux reserved"),
          entry("ca7d7ccb-63ed-4c53-861c-1742536059cc", "Linux LUKS"),
          entry("7ffec5c9-2d00-49b7-8941-3ea10a5586b7", "Linux plain dm-crypt"),
          entry("44479540-f297-41b2-9af7-d131d5f0458a", "Linux root (x86)"),
          entry("4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "Linux root (x86-64)"),
          entry("69dad710-2ce4-4e3c-b16c-21a1d49abed3", "Linux root (ARM)"),
          entry("b921b045-1df0-41c3-af44-4c6f280d3fae", "Linux root (ARM64)"),
          entry("75250d76-8cc6-458e-bd66-bd47cc81a812", "Linux /usr (x86)"),
          entry("8484680c-9521-48c6-9c11-b0720656f69e", "Linux /usr (x86-64)"),
          entry("2c7357ed-ebd2-46d9-aec1-23d437ec2bf5", "Linux root verity (x86-64)"),
          entry("83bd6b9d-7f41-11dc-be0b-001560b84f0f", "FreeBSD boot"),
          entry("516e7cb4-6ecf-11d6-8ff8-00022d09712b", "FreeBSD (disklabel)"),
          entry("516e7cb5-6ecf-11d6-8ff8-00022d09712b", "FreeBSD swap"),
          entry("516e7cb6-6ecf-11d6-8ff8-00022d09712b", "FreeBSD UFS"),
          entry("516e7cb8-6ecf-11d6-8ff8-00022d09712b", "FreeBSD Vinum"),
          entry("516e7cba-6ecf-11d6-8ff8-00022d09712b", "FreeBSD ZFS"),
          entry("824cc7a0-36a8-11e3-890a-952519ad3f61", "OpenBSD"),
          entry("49f48d5a-b10e-11dc-b99b-0019d1879648", "NetBSD FFS"),
          entry("49f48d32-b10e-11dc-b99b-0019d1879648", "NetBSD swap"),
          entry("48465300-0000-11aa-aa11-00306543ecac", "HFS+"),
          entry("7c3457ef-0000-11aa-aa11-00306543ecac", "APFS"),
          entry("55465300-0000-11aa-aa11-00306543ecac", "Apple UFS"),
          entry("426f6f74-0000-11aa-aa11-00306543ecac", "Apple boot"),
          entry("53746f72-6167-11aa-aa11-00306543ecac", "Apple Core Storage"),
          entry("6a82cb45-1dd2-11b2-99a6-080020736631", "Solaris boot"),
          entry("6a85cf4d-1dd2-11b2-99a6-080020736631", "Solaris root"),
          entry("6a87c46f-1dd2-11b2-99a6-080020736631", "Solaris swap"),
          entry("6a898cc3-1dd2-11b2-99a6-080020736631", "Solaris /usr or ZFS"),
          entry("fe3a2a5d-4f32-41a7-b725-accc3285a309", "ChromeOS kernel"),
          entry("3cb8e202-3b7e-47dd-8a3c-7ff2a13cfcec", "ChromeOS root"),
          entry("2e0a753d-9e48-43b0-8337-b15192cb1b5e", "ChromeOS reserved"),
          entry("aa31e02a-400f-11db-9590-000c2911d1b8", "VMware VMFS"),
          entry("9d275380-40ad-11db-bf97-000c2911d1b8", "VMware diagnostics (vmkcore)"),
          entry("9198effc-31c0-11db-8f78-000c2911d1b8", "VMware reserved"),
          entry("4eb2ea39-7855-4790-a79e-fae495e21f8d", "VMware VMFS-L"),
          entry("42465331-3ba3-10f1-802a-4861696b7521", "Haiku BFS"),
          entry("9e1a2d38-c612-4316-aa26-8b49521e5a8b", "PowerPC PReP boot"),
          entry("45b0969e-9b03-4f30-b4c6-b4b80ceff106", "Ceph journal"),
          entry("4fbd7e29-9d25-41b8-afd0-062c0ceff05d", "Ceph object store"),
          entry("cef5a9ad-73bc-4601-89f3-cdeeeee321a1", "QNX 6"));

  private GptType() {}

  /** The name, or empty if the type is unknown. */
  static String name(String typeGuid) {
    return NAMES.getOrDefault(typeGuid, "");
  }
}
