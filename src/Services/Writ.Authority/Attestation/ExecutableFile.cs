namespace Writ.Authority.Attestation;

/// <summary>Which file a process executes, without reading it: another file, or the same one written to, differs.</summary>
internal readonly record struct ExecutableFile(ulong Device, ulong Inode, ulong Size, long Modified, long Changed)
{
    /// <summary>Whether both are one file, whose times may differ: a chmod, or a package manager that unlinks it, changes them and not what it says.</summary>
    public bool IsSameFile(ExecutableFile other) => (Device, Inode, Size) == (other.Device, other.Inode, other.Size);
}
