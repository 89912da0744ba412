/** Carries out a plan: units of work on threads, within a memory bound, checked and packed. */
package org.woq4j.core.run;
