package org.woq4j.calibration.text.form;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * The map of characters that SentencePiece puts into a tokenizer, {@code precompiled_charsmap}: the
 * size of a double-array trie in bytes, the trie, and the texts that its values point into.
 *
 * <p>The native library follows the trie without checking its bounds. This class follows each path
 * once.
 *
 * @see <a href="https://github.com/s-yata/darts-clone">The trie's units</a>
 */
final class CharacterMap {

  private static final int LABEL = 0x8000_00FF;
  private static final int VALUE = 0x7FFF_FFFF;
  private static final int HAS_VALUE = 1 << 8;

  private final IntBuffer units;
  private final ByteBuffer texts;

  private CharacterMap(IntBuffer units, ByteBuffer texts) {
    this.units = units;
    this.texts = texts;
  }

  /**
   * Checks a map.
   *
   * @param base64 the map in base 64
   * @throws IllegalArgumentException if it is damaged
   */
  static void check(String base64) {
    try {
      ByteBuffer map =
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
      int size = map.remaining() < Integer.BYTES ? -1 : map.getInt();
      if (size < Integer.BYTES || size > map.remaining()) {
        throw damaged("its trie is cut off");
      }
      IntBuffer units = map.slice(map.position(), size).order(map.order()).asIntBuffer();
      // The library reads whole units, and takes what follows them for the texts.
      int end = map.position() + units.limit() * Integer.BYTES;
      new CharacterMap(units, map.slice(end, map.limit() - end)).check();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "normalizer: precompiled_charsmap is damaged: " + wrong.getMessage(), wrong);
    }
  }

  private static IllegalArgumentException damaged(String how) {
    return new IllegalArgumentException(how);
  }

  private void check() {
    checkEncoding();
    BitSet seen = new BitSet(units.limit());
    Deque<Integer> open = new ArrayDeque<>();
    open.push(child(0));
    while (!open.isEmpty()) {
      int base = open.pop();
      for (int label = 1; label < 256; label++) {
        int position = base ^ label;
        if ((unit(position) & LABEL) == label && !seen.get(position)) {
          seen.set(position);
          open.push(follow(position));
        }
      }
    }
  }

  private int follow(int position) {
    int child = child(position);
    if ((units.get(position) & HAS_VALUE) != 0) {
      checkValue(unit(child) & VALUE);
    }
    return child;
  }

  private int child(int position) {
    int unit = units.get(position);
    return position ^ ((unit >>> 10) << ((unit & (1 << 9)) >>> 6));
  }

  private int unit(int position) {
    if (position < 0 || position >= units.limit()) {
      throw damaged("its trie points outside itself");
    }
    return units.get(position);
  }

  private void checkValue(int value) {
    boolean startsCharacter =
        value < texts.limit() ? (texts.get(value) & 0xC0) != 0x80 : value == texts.limit();
    if (!startsCharacter) {
      throw damaged("a character's text is missing");
    }
  }

  private void checkEncoding() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(texts.duplicate());
    } catch (CharacterCodingException wrong) {
      throw damaged("its texts are not valid UTF-8");
    }
  }
}
