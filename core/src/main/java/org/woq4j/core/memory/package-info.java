/**
 * How much memory a run takes, and why. A run's memory is a sum of named {@linkplain
 * org.woq4j.core.memory.MemoryPart parts}; each class here estimates one or two of them and gives
 * the reason for its numbers, which were measured with JDK 17 on Linux (x86-64, glibc). What counts
 * is anonymous memory (RssAnon) of a process that the script {@code woq} has started. Files that
 * are mapped into memory do not count: the system drops them where memory is short.
 */
@NullMarked
package org.woq4j.core.memory;

import org.jspecify.annotations.NullMarked;
