/** CPU time that a function's process has used since its last report. Lambda has no such header. */
export const CPU_HEADER = 'chatroom-cpu-microseconds';
