using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Writ.Domain;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>Processes as /proc and pidfds show them.</summary>
internal sealed class LinuxProcesses(TimeProvider? time = null) : IProcesses, IDisposable
{
    private const int MaxStat = 4096;

    // 65,536 groups and a long command line fit.
    private const int MaxText = 1 << 20;
    private const int MaxCommandLine = 1 << 16;
    private const string SystemRoot = "/";

    private readonly FileDigests digests = new(time ?? TimeProvider.System);
    private readonly ExitWatch watch = new();

    public string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public uint OwnUserId { get; } = Libc.EffectiveUserId();

    public ProcessFacts? Find(int processId)
    {
        if (processId <= 0)
        {
            return null;
        }

        try
        {
            using var file = File.OpenHandle(PathOf(processId, "stat"));
            Span<byte> line = stackalloc byte[MaxStat];
            return ProcStat.Parse(line[..RandomAccess.Read(file, line, 0)]) is { } facts && facts.ProcessId == processId ? facts : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public ExecutableFile? Executable(int processId) => Status(PathOf(processId, "exe"));

    public string? ExecutablePath(int processId)
    {
        if (Link(processId, "exe") is not { } path || Executable(processId) is not { } runs)
        {
            return null;
        }

        return Libc.Statx(Libc.AtCurrentFolder, path, 0, Libc.StatxBasic, out var status) == 0 ? FileDigests.Identify(status).IsSameFile(runs) ? path : ""
            : Marshal.GetLastPInvokeError() is Libc.NoEntry or Libc.NoFolder ? "" : null;
    }

    // Named through /proc, this is the very file that runs, whatever its path names by now.
    public Digest256 HashExecutable(int processId) => Hash(PathOf(processId, "exe"));

    public ProcessCredentials? Credentials(int processId) => ProcStatus.Parse(Text(processId, "status", MaxText));

    public string? ControlGroup(int processId) => ProcControlGroup.Parse(Text(processId, "cgroup", MaxText));

    public string? Unit(int processId) => !Directory.Exists("/run/systemd/system") ? "" : ControlGroup(processId) is { } group ? SystemdUnit.Of(group) ?? "" : null;

    public string? UnitFragment(string unit) => SystemdUnit.FragmentPath(unit, SystemRoot);

    public ImmutableArray<string> CommandLine(int processId) => ProcCommandLine.Parse(Text(processId, "cmdline", MaxCommandLine));

    // Where the process sees other mounts than Writ does, its paths name other files.
    public Digest256 HashScript(int processId) =>
        CommandLine(processId).Skip(1).FirstOrDefault(static word => word.Length > 0 && word[0] != '-') is { } script
        && Link(processId, "ns/mnt") is { } mounts && mounts == Link(Environment.ProcessId, "ns/mnt") && Link(processId, "root") == SystemRoot
        && Link(processId, "cwd") is { } folder
            ? Hash(Path.Combine(folder, script))
            : default;

    public string? UserName(uint userId) => AccountNames.OfUser(userId);

    public string? GroupName(uint groupId) => AccountNames.OfGroup(groupId);

    public IProcessHandle? Open(int processId)
    {
        var descriptor = Libc.OpenPid(processId);
        return descriptor < 0 ? null : Adopt(descriptor);
    }

    /// <summary>Takes a pidfd that the kernel gave.</summary>
    public IProcessHandle Adopt(int descriptor) => new PidHandle(new SafeFileHandle(descriptor, ownsHandle: true), watch);

    public void Dispose() => watch.Dispose();

    private static string PathOf(int processId, string name) => $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/{name}";

    private static ExecutableFile? Status(string path) =>
        Libc.Statx(Libc.AtCurrentFolder, path, 0, Libc.StatxBasic, out var status) == 0 ? FileDigests.Identify(status) : null;

    private static string? Link(int processId, string name)
    {
        try
        {
            return new FileInfo(PathOf(processId, name)).LinkTarget;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Nothing when there is no such process, or more than the most.
    private static ReadOnlySpan<byte> Text(int processId, string name, int most)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(processId, name));
            var buffer = new byte[Math.Min(most, MaxStat)];
            var length = 0;
            while (RandomAccess.Read(file, buffer.AsSpan(length), length) is > 0 and var read)
            {
                length += read;
                if (length == buffer.Length)
                {
                    if (length >= most)
                    {
                        return [];
                    }

                    Array.Resize(ref buffer, Math.Min(most, length * 4));
                }
            }

            return buffer.AsSpan(0, length);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private Digest256 Hash(string path)
    {
        using var file = RegularFile.Open(path);
        try
        {
            return file is null ? default : digests.Of(file);
        }
        catch (IOException)
        {
            return default;
        }
    }
}
