package org.woq4j.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A type on which plugins can rely: it changes such that they still compile and run until the next
 * major version (before 1.0: the next minor one). Types nested in it are stable too.
 */
@Stable
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Stable {}
