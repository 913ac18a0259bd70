using System.Collections.Concurrent;
using System.Collections.Immutable;
using Writ.Authority.Attestation;
using Writ.Domain;

namespace Writ.Authority.Tests.Attestation;

/// <summary>A kernel whose processes a test starts, ends and replaces.</summary>
internal sealed class FakeProcesses : IProcesses
{
    private readonly ConcurrentDictionary<int, Running> running = new();

    public string Boot { get; set; } = "boot-1";

    public uint OwnUserId { get; set; } = 1000;

    /// <summary>Called before each look at a process: a test changes the world in between here.</summary>
    public Action<int>? BeforeFind { get; set; }

    public void Start(int id, int parent, long ticks, ulong program = 1)
    {
        End(id);
        running[id] = new Running(new ProcessFacts(id, parent, ticks), program);
    }

    public void End(int id)
    {
        if (running.TryRemove(id, out var ended))
        {
            ended.Exit.TrySetResult();
        }
    }

    public void Reparent(int id, int parent) => running[id].Facts = running[id].Facts with { ParentId = parent };

    public void Exec(int id, ulong program) => running[id].Program = program;

    /// <summary>Its file is the same with other times, as after a chmod; and says something else, when a test asks for that.</summary>
    public void Touch(int id, bool rewrites = false)
    {
        running[id].Changed++;
        running[id].Rewritten |= rewrites;
    }

    /// <summary>The name service does not answer.</summary>
    public bool NamesDown { get; set; }

    /// <summary>Nothing below `/proc` can be opened.</summary>
    public bool DescriptorsExhausted { get; set; }

    /// <summary>No program can be hashed.</summary>
    public bool DigestsFail { get; set; }

    /// <summary>How often a program was hashed.</summary>
    public int Hashes { get; private set; }

    /// <summary>The kernel shows no more what it runs.</summary>
    public void Hide(int id) => running[id].Hidden = true;

    public ProcessFacts? Find(int processId)
    {
        BeforeFind?.Invoke(processId);
        return !DescriptorsExhausted && running.TryGetValue(processId, out var process) ? process.Facts : null;
    }

    public ExecutableFile? Executable(int processId) => running.TryGetValue(processId, out var process) && !process.Hidden ? new ExecutableFile(1, process.Program, 1, 1, process.Changed) : null;

    public Digest256 HashExecutable(int processId)
    {
        Hashes++;
        return !DescriptorsExhausted && !DigestsFail && running.TryGetValue(processId, out var process) && !process.Hidden
            ? Digest256.Sha256(BitConverter.GetBytes(process.Rewritten ? ~process.Program : process.Program))
            : default;
    }

    /// <summary>Under whom each process runs; uid and gid 1001 without groups unless a test says otherwise.</summary>
    public ConcurrentDictionary<int, ProcessCredentials> Users { get; } = new();

    public string? ExecutablePath(int processId) => running.TryGetValue(processId, out var process) && !process.Hidden ? $"/bin/program-{process.Program}" : null;

    public ProcessCredentials? Credentials(int processId) =>
        !DescriptorsExhausted && running.ContainsKey(processId) ? Users.GetValueOrDefault(processId) ?? new ProcessCredentials(1001, 1001, []) : null;

    public string? ControlGroup(int processId) => running.ContainsKey(processId) ? "/system.slice/support.service" : null;

    public string? Unit(int processId) => SystemdUnit.Of(ControlGroup(processId));

    public string? UnitFragment(string unit) => $"/etc/systemd/system/{unit}";

    public ImmutableArray<string> CommandLine(int processId) => running.TryGetValue(processId, out var process) ? [$"program-{process.Program}", "script.mjs"] : [];

    public Digest256 HashScript(int processId) => running.ContainsKey(processId) ? Digest256.Sha256("script"u8) : default;

    public string? UserName(uint userId) => NamesDown ? null : $"user-{userId}";

    public string? GroupName(uint groupId) => NamesDown ? null : $"group-{groupId}";

    public IProcessHandle? Open(int processId) => running.TryGetValue(processId, out var process) ? new Handle(process.Exit.Task) : null;

    /// <summary>A peer that connects now.</summary>
    public KernelPeer Connect(int processId, uint userId = 1001) =>
        KernelPeer.Pin(this, Open(processId), processId, userId, userId) ?? throw new InvalidOperationException("no such process");

    private sealed class Running(ProcessFacts facts, ulong program)
    {
        public ProcessFacts Facts { get; set; } = facts;

        public ulong Program { get; set; } = program;

        public bool Hidden { get; set; }

        public long Changed { get; set; } = 1;

        public bool Rewritten { get; set; }

        public TaskCompletionSource Exit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Handle(Task exit) : IProcessHandle
    {
        private readonly TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasExited => exit.IsCompleted || disposed.Task.IsCompleted;

        public Task Exit => Task.WhenAny(exit, disposed.Task).Unwrap();

        public void Dispose() => disposed.TrySetCanceled();
    }
}
