package io.coldmount.mountd.cli;

import java.util.ArrayList;
import java.util.List;

/** The comma-separated lists that follow {@code -o}, as mount(8) reads them. */
final class OptionList {

  /**
   * One option.
   *
   * @param value what follows the equals sign, or empty
   */
  record Item(String name, String value) {

    static Item of(String text) {
      int equals = text.indexOf('=');
      return equals < 0
          ? new Item(text, "")
          : new Item(text.substring(0, equals), text.substring(equals + 1));
    }
  }

  private OptionList() {}

  /** The options in their order; a backslash takes the next character, even a comma, as it is. */
  static List<Item> parse(Iterable<String> lists) {
    List<Item> items = new ArrayList<>();
    for (String list : lists) {
      StringBuilder item = new StringBuilder();
      for (int i = 0; i < list.length(); i++) {
        char c = list.charAt(i);
        if (c == ',') {
          add(items, item);
        } else if (c == '\\' && i + 1 < list.length()) {
          item.append(list.charAt(++i));
        } else {
          item.append(c);
        }
      }
      add(items, item);
    }
    return items;
  }

  private static void add(List<Item> items, StringBuilder item) {
    if (!item.isEmpty()) {
      items.add(Item.of(item.toString()));
      item.setLength(0);
    }
  }
}
