namespace Writ.Authority.Attestation;

/// <summary>Which file a process executes, without reading it: another file, or the same one written to, differs.</summary>
internal readonly record struct ExecutableFile(ulong Device, ulong Inode, ulong Size, long Modified, long Changed);
